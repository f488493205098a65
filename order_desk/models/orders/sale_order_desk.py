from odoo import api, fields, models

from ..core.finding import OPEN_STATES
from ..core.gate import STAGE_ORDER
from ..core.scheduled import work_through

REFRESH_BATCH = 200


class SaleOrder(models.Model):
    """What an order says about itself: stage, what it waits for, what stands in the way."""
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_waiting_for = fields.Char("Waiting For", compute='_compute_desk_waiting_for')
    desk_alerts = fields.Json(compute='_compute_desk_alerts')

    # === COMPUTE METHODS === #

    @api.depends('desk_check_ids.state', 'desk_check_ids.message_data', 'desk_check_ids.since')
    @api.depends_context('lang')
    def _compute_desk_waiting_for(self):
        told = self.env['order.desk.check']._explain_first(self._desk_get_open_checks())
        for order in self:
            order.desk_waiting_for = told.get(order, False)

    @api.depends('desk_check_ids.state', 'desk_check_ids.message_data')
    @api.depends_context('lang', 'uid')
    def _compute_desk_alerts(self):
        checks = self._desk_get_open_checks()
        for order in self:
            order.desk_alerts = checks[order]._get_alerts() if order in checks else False

    def _desk_get_open_checks(self):
        """Return the open checks that concern each order, the earliest stage first.

        :return: ``{order: order.desk.check}``, enrolled orders with something open only
        :rtype: dict
        """
        enrolled = self.filtered(lambda order: order.id and order.desk_enrolled)
        if not enrolled:
            return {}
        by_order = enrolled._desk_find_open_checks()
        return {order: by_order[order]._sort_by_turn() for order in enrolled if order in by_order}

    # === ACTIONS === #

    def action_desk_check(self):
        """Evaluate all gates of these orders now (public, any internal reader).

        :raise AccessError: for portal and public users, or who may not read the orders
        """
        self._desk_ensure_reader()
        self._desk_refresh()
        return True

    # === BUSINESS METHODS === #

    def _desk_get_documents(self):
        """Return the recordsets that stand before gates for these orders, one per model."""
        return [self]

    def _desk_refresh(self):
        """Evaluate all gates afresh and store checks, state and stage; set-based."""
        enrolled = self._desk_get_enrolled()
        documents = enrolled._desk_get_documents()
        enrolled._desk_store([verdict for some in documents for verdict in some._desk_evaluate(STAGE_ORDER)], documents)

    @api.model
    def _cron_desk_refresh(self):
        """Evaluate every open enrolled order again, a batch at a time, committing in between."""
        companies = self.env['res.company']._desk_get_enabled_ids()
        orders = self.search([
            ('desk_enrolled', '=', True), ('company_id', 'in', list(companies)), ('state', '!=', 'cancel'),
            ('desk_stage', '!=', 'closed'),
        ], order='id')
        work_through(self.env, orders, lambda batch: batch._desk_refresh(), REFRESH_BATCH)

    def _desk_store_after_act(self, verdicts):
        """Store the verdicts an act on these orders has just passed, and judge the documents it has made for them."""
        documents = self._desk_get_documents()
        made = [verdict for some in documents[1:] for verdict in some._desk_evaluate(STAGE_ORDER)]
        self._desk_store(verdicts + made, documents)

    def _desk_store(self, verdicts, documents=None):
        """Store verdicts of these orders' documents, and roll them up on the orders.

        :param documents: what :meth:`_desk_get_documents` returns, where the caller has it at hand
        """
        if not self:
            return
        # sudo: checks and roll-up belong to the engine
        Check = self.env['order.desk.check'].sudo()
        documents = self.sudo()._desk_get_documents() if documents is None else documents
        Check._store([some.sudo() for some in documents], self._desk_mark_due(verdicts))  # sudo: as above
        self.sudo()._desk_roll_up(verdicts, documents)

    def _desk_roll_up(self, verdicts, documents):
        blocked, warned, stages = set(), set(), {}
        for verdict in verdicts:
            if verdict.state not in OPEN_STATES:
                continue
            spec = verdict.spec
            for order_id in verdict.document._desk_get_orders().ids:
                (blocked if spec.severity == 'block' else warned).add(order_id)
                if spec.severity == 'block':
                    stages.setdefault(order_id, set()).add((spec.stage, spec.code))
        changes = {}
        progress = self._desk_get_progress(documents)
        for order in self:
            state = 'blocked' if order.id in blocked else 'warned' if order.id in warned else 'clear'
            stage = order._desk_get_stage(stages.get(order.id, set()), progress.get(order.id))
            if (order.desk_state, order.desk_stage) != (state, stage):
                changes.setdefault((state, stage), []).append(order.id)
        for (state, stage), ids in changes.items():
            self.browse(ids)._desk_write_facts({'desk_state': state, 'desk_stage': stage})

    def _desk_get_stage(self, open_gates, progress):
        """Return the word of the stage bar for one order.

        :param open_gates: set of (stage, gate code) of its open blocking gates
        :param progress: how far its goods have come: ``ready``, ``transit``, ``received`` or None
        """
        if self.state not in ('sale', 'cancel'):
            return 'review' if any(stage == 'review' for stage, _code in open_gates) else 'customer'
        if self.state == 'cancel':
            return False
        if not self.desk_released:
            return 'deposit' if ('release', 'deposit') in open_gates else 'production'
        return progress or 'production'

    # === HOOKS === #

    def _desk_find_open_checks(self):
        """Return ``{order: checks}`` of the open checks that concern these orders, in one query."""
        # sudo: what an order waits for is told to everybody who may read the order
        return self.env['order.desk.check'].sudo().search(
            [('order_id', 'in', self.ids), ('state', 'in', OPEN_STATES)]).grouped('order_id')

    def _desk_get_progress(self, documents):
        """Return ``{order id: word of the stage bar}`` of the released orders whose goods are beyond production.

        :param documents: what :meth:`_desk_get_documents` returns for these orders
        """
        return {}
