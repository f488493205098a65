"""Arithmetic of rebates: from a business volume to what it earns, exact to the cent."""
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

ZERO = Decimal(0)
HUNDRED = Decimal(100)
HAIR = Decimal('0.000001')


class Band(NamedTuple):
    """One tier as the arithmetic needs it: bounds in the unit of the bands, ``upper`` None on the top."""
    tier_id: int
    lower: Decimal
    upper: Decimal | None
    rate: Decimal
    amount: Decimal


class Terms(NamedTuple):
    """The terms of one agreement; limits in its currency, 0 where there is none."""
    method: str
    basis: str
    pays: str
    bands: tuple
    minimum: Decimal
    maximum: Decimal
    guarantee: Decimal
    growth_pays: str
    growth_new: str
    rounding: Decimal


class Volume(NamedTuple):
    """Business volume: value in the agreement's currency, quantity in its unit."""
    amount: Decimal
    quantity: Decimal


class Share(NamedTuple):
    """What one band contributes: the part of the volume it is paid on, and the amount earned, not rounded."""
    tier_id: int
    base: Decimal
    earned: Decimal


def exact(number) -> Decimal:
    """Return a database figure as a decimal, without the noise of binary fractions."""
    return Decimal(str(round(number or 0, 12)))


def round_to(amount: Decimal, rounding: Decimal) -> Decimal:
    """Round half away from zero to a multiple of the currency's rounding.

    Thirds and twelfths have no end: a half that only they keep from being one is one.
    """
    return (amount / rounding).quantize(HAIR, ROUND_HALF_UP).quantize(Decimal(1), ROUND_HALF_UP) * rounding


def earn(terms: Terms, volume: Volume, prior: Volume | None = None) -> list:
    """Return what each band earns.

    A bound belongs to the band that begins there. A negative volume, where
    credit notes exceed invoices, takes the rate of the band that begins at zero
    back; growth and flat amounts earn nothing then.

    :param prior: the volume that growth is measured against
    :rtype: list[Share]
    """
    measure = volume.quantity if terms.basis == 'quantity' else volume.amount
    if terms.method == 'flat':
        return [Share(band.tier_id, measure, band.amount) for band in _reached(terms.bands, measure)[-1:]]
    if terms.method == 'growth':
        before = (prior.quantity if terms.basis == 'quantity' else prior.amount) if prior else ZERO
        bases = _grown(terms, measure, before)
    elif measure < 0:
        bases = [(band, measure) for band in terms.bands[:1] if not band.lower]
    else:
        bases = _slices(terms.method, _reached(terms.bands, measure), measure)
    return [Share(band.tier_id, base, _pay(terms, band, base, volume)) for band, base in bases]


def limit(terms: Terms, earned: Decimal, is_complete: bool):
    """Return the amount that is paid for what was earned, rounded, and the limit that decided.

    :param is_complete: is the calculation period over? A guarantee is not due before.
    :return: (amount, '' or 'minimum' or 'maximum' or 'guarantee')
    """
    amount, decided = round_to(earned, terms.rounding), ''
    if 0 < amount < terms.minimum:
        amount, decided = ZERO, 'minimum'
    elif terms.maximum and amount > terms.maximum:
        amount, decided = round_to(terms.maximum, terms.rounding), 'maximum'
    if is_complete and terms.guarantee and amount < terms.guarantee:
        amount, decided = round_to(terms.guarantee, terms.rounding), 'guarantee'
    return amount, decided


def spread(amount: Decimal, weights: list, rounding: Decimal) -> list:
    """Divide an amount by weights; the rounding difference ends in the last part that weighs anything."""
    total = sum(weights)
    if not total:
        return [ZERO for _weight in weights]
    parts = [round_to(amount * weight / total, rounding) for weight in weights]
    last = max(position for position, weight in enumerate(weights) if weight)
    parts[last] += amount - sum(parts)
    return parts


def _reached(bands, measure):
    return [band for band in bands if band.lower <= measure]


def _slices(method, reached, measure):
    if not reached or not measure:
        return []
    *lower, top = reached
    if method == 'progressive':
        return [(band, band.upper - band.lower) for band in lower] + [(top, measure - top.lower)]
    if method == 'rolling':
        return [(band, band.upper) for band in lower] + [(top, measure)]
    if method == 'total':
        return [(band, measure) for band in reached]
    return [(top, measure)]


def _grown(terms, measure, before):
    if before <= 0:
        if terms.growth_new == 'skip' or measure <= 0:
            return []
        return [(band, measure) for band in terms.bands[-1:]]
    growth = (measure - before) / before * HUNDRED
    base = measure if terms.growth_pays == 'whole' else measure - before
    return [(band, base) for band in _reached(terms.bands, growth)[-1:]]


def _pay(terms, band, base, volume):
    """Return what a base earns: percent of its value, or so much a unit."""
    if terms.basis != 'quantity':
        return base * band.rate / HUNDRED
    if terms.pays == 'unit':
        return base * band.amount
    # A quantity is worth its share of the value of all quantities.
    return base * volume.amount / volume.quantity * band.rate / HUNDRED if volume.quantity else ZERO
