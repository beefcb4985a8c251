"""Fit how likely a claim is right, on authors whom its reader has not learned from: `python -m models.pay_confidence`.

In: the training part of `data/gold`. Its authors are dealt out to three parts. For each part a reader learns from the
other two as `models.pay_train` does, and then reads it: so every claim of the part is judged as one of a text by
somebody unknown (cross-fitting, after Platt 1999 and Zadrozny & Elkan 2002). Out: `models/weights/pay_confidence.json`,
a logistic regression that says how likely a claim is right in amount, unit, payer and direction, and on stdout how the
claims above each confidence fared, each judged by weights that were fitted without its part.
Takes as long as three trainings; the readers are kept in a folder, and a run that was stopped goes on with them.
"""
