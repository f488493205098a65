from odoo import models

from ..core.gate import STAGE_ORDER
from ..core.gated_dry_run import WaitingCosts
from .sale_order_promise_state import DELIVERED


class SaleOrder(models.Model):
    """What stands in the way of an order, and what waiting costs its promise."""
    _inherit = 'sale.order'

    # === ACTIONS === #

    def desk_dry_run(self, stage, on_date=None):
        """Tell what stands in the way of ``stage`` and the earlier stages; writes nothing.

        :param str stage: review, confirm, release, ship or close
        :param on_date: the day to judge on (date or ISO text), today by default
        :return: one dict per missing gate: ``gate``, ``message``, ``owner``, ``amount``, ``currency``, ``due``,
            ``blocking``; also ``order``, ``transfer``, ``since`` (ISO day, False while its turn has not come),
            ``next_act``, ``slip_days`` (days that the promise has moved), ``is_slipping`` (whether each day of
            waiting moves it by another) and ``waiting_costs`` (the same as a sentence)
        :rtype: list[dict]
        :raise UserError: for an unknown stage or date
        """
        self._desk_ensure_reader()
        orders = self._desk_as_of(stage, on_date)
        stages = [word for word, position in STAGE_ORDER.items() if position <= STAGE_ORDER[stage]]
        return orders._desk_get_dry_run_rows(stages)

    # === BUSINESS METHODS === #

    def _desk_get_dry_run_rows(self, stages):
        """Return the rows of a dry run on these orders and what is judged with them."""
        return self._desk_explain_verdicts([
            verdict for documents in self._desk_get_documents() for verdict in documents._desk_evaluate(stages)])

    # === HOOKS === #

    def _desk_get_waiting_costs(self, stages):
        # EXTENDS order_desk: by the rules of the promise (DEL-03, DEL-04)
        order = self.sudo()  # sudo: the promise is told to whoever may ask what the order waits for
        if not order.desk_promised_date or order.state == 'cancel' or order.desk_stage in DELIVERED:
            return super()._desk_get_waiting_costs(stages)
        last = order._desk_get_slipping_stage()
        return {stage: order._desk_prepare_costs(bool(last) and STAGE_ORDER[stage] <= STAGE_ORDER[last])
                for stage in stages}

    def _desk_get_slipping_stage(self):
        """Return the last stage whose gates hold back what stops the slip, None while nothing slips.

        It is the confirmed copy that stops it, and the deposit where the company asks for it.
        """
        if not self.desk_confirmation_sent_at:
            return None
        if self.company_id.desk_slip_deposit and not self.desk_deposit_settled_at:
            return 'release'
        return None if self._desk_is_copy_back() else 'confirm'

    def _desk_prepare_costs(self, is_slipping):
        """Return the :class:`WaitingCosts` of one order with a promise."""
        days, promised = self.desk_slip_days, self.desk_promised_date
        left = (promised - self.env['order.desk.evaluator']._today(self)).days
        if is_slipping:
            text = self.env._(
                "Each day of waiting moves the promised completion by one day: it stands at %(date)s, %(days)s days "
                "moved so far.", date=promised, days=days)
        elif left >= 0:
            text = self.env._("Completion is promised for %(date)s: %(days)s days left.", date=promised, days=left)
        else:
            text = self.env._(
                "Completion was promised for %(date)s: %(days)s days overdue.", date=promised, days=-left)
        return WaitingCosts(days, is_slipping, text)
