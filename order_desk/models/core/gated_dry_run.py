from typing import NamedTuple

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .arguments import ensure_records, read_day
from .finding import OPEN_STATES, AsOf, data_to_text, message_to_data
from .gate import STAGE_ORDER


class WaitingCosts(NamedTuple):
    """What a day of waiting does to the promise.

    :param int slip_days: days that the promise has moved so far
    :param bool is_slipping: whether it moves by another day with each day of waiting
    :param str text: the same in the reader's language; empty where nothing is promised
    """
    slip_days: int = 0
    is_slipping: bool = False
    text: str = ''


class OrderDeskGatedDryRun(models.AbstractModel):
    """The answer before the act: what stands in the way, who has it, since when, and what is to be done (TRK-03)."""
    _inherit = 'order.desk.gated.mixin'

    # === BUSINESS METHODS === #

    def _desk_ensure_reader(self):
        ensure_records(self)
        self.check_access('read')
        if not self.env.su and not self.env.user._is_internal():
            raise AccessError(self.env._("Only employees look into the gates of an order."))

    def _desk_as_of(self, stage, on_date):
        """Return these documents as judged on a day, after checking what a caller asks.

        :raise UserError: for an unknown stage or date
        """
        if not isinstance(stage, str) or stage not in STAGE_ORDER:
            raise UserError(self.env._(
                "%(stage)s is no stage: review, confirm, release, ship or close.", stage=stage))
        day = read_day(self.env, on_date)
        return self.with_context(desk_as_of=AsOf(day)) if day else self

    def _desk_explain_verdicts(self, verdicts):
        """Return the rows of a dry run, one for each open verdict; see ``desk_dry_run``.

        A constant number of queries.
        """
        verdicts = [verdict for verdict in verdicts if verdict.state in OPEN_STATES]
        if not verdicts:
            return []
        since = self._desk_get_since(verdicts)
        stages = {verdict.spec.stage for verdict in verdicts}
        costs = {
            document: document._desk_get_waiting_costs(stages)
            for document in dict.fromkeys(verdict.document for verdict in verdicts)}
        return [
            self._desk_prepare_dry_run(
                verdict, since.get((verdict.gate.id, verdict.document)),
                costs[verdict.document][verdict.spec.stage])
            for verdict in verdicts]

    def _desk_prepare_dry_run(self, verdict, since, costs):
        finding = verdict.finding
        spec = verdict.spec
        order = verdict.document._desk_order()
        act = verdict.gate._get_evaluator()._get_next_act(verdict.state, finding.code, verdict.group_ids)
        return {
            'gate': spec.code,
            'order': order.name,
            'transfer': verdict.document.display_name if verdict.document != order else False,
            'message': data_to_text(message_to_data(finding.message), self.env),
            'owner': self._desk_get_owner_name(verdict),
            'amount': finding.amount or 0.0,
            'currency': order.currency_id.name,
            'due': fields.Date.to_string(finding.due) if finding.due else False,
            'blocking': spec.severity == 'block',
            'since': since or False,
            'next_act': data_to_text(message_to_data(act), self.env),
            'slip_days': costs.slip_days,
            'is_slipping': costs.is_slipping,
            'waiting_costs': costs.text,
        }

    def _desk_get_since(self, verdicts):
        """Return ``{(gate id, document): ISO day}`` since when each is open, as far as it is known; one query."""
        orders = self.env['sale.order'].union(*(verdict.document._desk_order() for verdict in verdicts))
        # sudo: since when an order waits is told to who may ask what it waits for
        checks = self.env['order.desk.check'].sudo().search_fetch(
            [('order_id', 'in', orders.ids), ('state', 'in', OPEN_STATES), ('is_due', '=', True)],
            ['gate_id', 'order_id', 'picking_id', 'production_id', 'since'])
        return {
            (check.gate_id.id, check._get_document()):
            fields.Date.to_string(fields.Datetime.context_timestamp(self, check.since))
            for check in checks if check.since}

    # === HOOKS === #

    def _desk_get_waiting_costs(self, stages):
        """Return ``{stage: WaitingCosts}``: what waiting for the gates of each stage costs one document."""
        return dict.fromkeys(stages, WaitingCosts())
