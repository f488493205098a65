"""What a caller may say about a receipt, read strictly: files, day, differences."""
import math
import re
from datetime import date, datetime
from typing import NamedTuple

from odoo import fields, models
from odoo.exceptions import UserError

from ..core.arguments import read_text
from ..orders.promise_days import local_day

DIFFERENCE_KEYS = frozenset(('move_id', 'product_id', 'quantity', 'reason', 'kind'))
DIFFERENCE_KINDS = ('receipt_difference', 'damage', 'loss', 'wrong_goods')
ISO_DAY = re.compile(r'\d{4}-\d{2}-\d{2}')


class Difference(NamedTuple):
    """What arrived of one move otherwise than it was shipped; quantity in the move's unit."""
    received: float
    reason: str
    kind: str


class StockPicking(models.Model):
    _inherit = 'stock.picking'

    # === HELPERS === #

    def _desk_read_day(self, day):
        """Return a day given as a date or as ISO text.

        :raise UserError: for anything else, and for a moment that has no day
        """
        if isinstance(day, datetime):
            return local_day(day.replace(tzinfo=None), self.company_id)
        if isinstance(day, date):
            return day
        try:
            return fields.Date.to_date(ISO_DAY.fullmatch(day).group())
        except (AttributeError, TypeError, ValueError):
            raise UserError(self.env._(
                "%(transfer)s: \"%(day)s\" is no day. Say on which day the goods arrived, as 2026-12-31.",
                transfer=self.name, day=day or '')) from None

    def _desk_read_files(self, attachment):
        """Return the attachments that a caller meant: records, an id, or a list of ids.

        :raise UserError: when there is none, or one no longer exists
        :raise AccessError: when the caller may not read one
        """
        model = self.env['ir.attachment']
        if isinstance(attachment, models.BaseModel):
            ids = attachment.ids if attachment._name == 'ir.attachment' else []
        else:
            ids = attachment if isinstance(attachment, list | tuple) else [attachment]
        is_clean = bool(ids) and all(
            isinstance(id_, int) and not isinstance(id_, bool) and 0 < id_ < 2**31 for id_ in ids)
        files = model.browse(ids if is_clean else [])
        if not files or len(files.exists()) != len(set(ids)):
            raise UserError(self.env._(
                "%(transfer)s: attach the signed delivery receipt as an uploaded file that exists.",
                transfer=self.name))
        files.check_access('read')
        return files

    def _desk_read_differences(self, differences):
        """Return what arrived otherwise than shipped.

        :param differences: None, or a list of dicts with ``quantity`` (received, zero or more, in the unit of
            the move, or of the product where the product is named), ``reason`` (text), and either ``move_id`` or
            ``product_id``; ``kind`` is optional: receipt_difference, damage, loss or wrong_goods. What is not
            named arrived in full. The full quantity with a reason says that something else is wrong with it.
        :rtype: dict[stock.move, Difference]
        :raise UserError: naming the first entry that cannot be understood
        """
        if not differences:
            return {}
        if not isinstance(differences, list | tuple):
            raise UserError(self.env._("%(transfer)s: the differences are a list, one entry for each kind of goods.",
                                       transfer=self.name))
        found = {}
        for entry in differences:
            kind, quantity, reason = self._desk_read_difference(entry)
            for move, received in self._desk_allot_received(entry, quantity).items():
                if move in found:
                    self._desk_refuse_difference(entry, self.env._("these goods are named twice"))
                found[move] = Difference(received, reason, kind)
        return found

    def _desk_read_difference(self, entry):
        """Return kind, quantity and reason of one entry."""
        if not isinstance(entry, dict):
            self._desk_refuse_difference(entry, self.env._("an entry has the keys product_id, quantity and reason"))
        unknown = [str(key) for key in entry if key not in DIFFERENCE_KEYS]
        if unknown:
            self._desk_refuse_difference(
                entry, self.env._("unknown key %(keys)s; known are %(known)s",
                                  keys=", ".join(unknown), known=", ".join(sorted(DIFFERENCE_KEYS))))
        quantity = entry.get('quantity')
        is_number = isinstance(quantity, int | float) and not isinstance(quantity, bool)
        if not is_number or not math.isfinite(quantity) or not 0 <= quantity < 1e12:
            self._desk_refuse_difference(entry, self.env._("the quantity received is a number of zero or more"))
        reason = entry.get('reason')
        reason = read_text(reason) if isinstance(reason, str) else ''
        if not reason:
            self._desk_refuse_difference(entry, self.env._("every difference has its reason"))
        kind = entry.get('kind') or 'receipt_difference'
        if kind not in DIFFERENCE_KINDS:
            self._desk_refuse_difference(
                entry, self.env._("the kind is one of %(kinds)s", kinds=", ".join(DIFFERENCE_KINDS)))
        return kind, quantity, reason

    def _desk_allot_received(self, entry, quantity):
        """Return the received quantity of each move that an entry means, in the move's unit."""
        named = [key for key in ('move_id', 'product_id') if entry.get(key)]
        id_ = entry[named[0]] if len(named) == 1 else None
        if isinstance(id_, models.BaseModel):
            id_ = id_.id
        if not isinstance(id_, int) or isinstance(id_, bool):
            self._desk_refuse_difference(entry, self.env._("name the goods by product_id or by move_id, not both"))
        moves = self._desk_get_shipped_moves()
        if named == ['move_id']:
            moves = moves.filtered(lambda move: move.id == id_)
        else:
            moves = moves.filtered(lambda move: move.product_id.id == id_)
        if not moves:
            self._desk_refuse_difference(entry, self.env._("these goods are not in the shipment"))
        if named == ['move_id']:
            return {moves: moves.product_uom.round(quantity)}
        allotted, rest = {}, quantity
        for move in moves:
            unit = move.product_id.uom_id
            share = rest if move == moves[-1] else min(rest, move.product_uom._compute_quantity(move.quantity, unit))
            allotted[move] = unit._compute_quantity(share, move.product_uom)
            rest -= share
        return allotted

    def _desk_refuse_difference(self, entry, problem):
        raise UserError(self.env._(
            "%(transfer)s: the difference %(entry)s cannot be registered: %(problem)s.",
            transfer=self.name, entry=str(entry)[:120], problem=problem))
