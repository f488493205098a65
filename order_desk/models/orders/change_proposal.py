from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from ..core.finding import OPEN_STATES
from ..core.gate import STAGE_ORDER
from .change_fields import ORDER_TERMS, get_changed, get_labels
from .held_quantities import STAGES_BEFORE
from .impact import Proposal, get_raised, impact

_lt = LazyTranslate(__name__)


class _Undo(Exception):
    """Ends a trial: everything written in its savepoint is gone."""


class OrderDeskChangeRequest(models.Model):
    """What a request proposes, what it touches, and which gates would find something (CHG-01)."""
    _inherit = 'order.desk.change.request'

    # === BUSINESS METHODS === #

    def _get_proposal(self):
        """Return what this request would change, as plain values.

        Another product takes the place of a line: the host keeps the product of a line that was procured.

        :rtype: Proposal
        """
        self.ensure_one()
        values = {}
        for name in ORDER_TERMS:
            if (self[name] or False) != (self[f'present_{name}'] or False):
                values[name] = self._fields[name].convert_to_write(self[name], self)
        lines, added = {}, []
        for line in self.line_ids:
            if line.kind == 'add':
                added.append(line._get_new_values())
            elif line.kind == 'replace':
                lines[line.sale_line_id] = {'product_uom_qty': 0.0}
                added.append(line._get_new_values())
            elif line.kind != 'same':
                lines[line.sale_line_id] = line._get_values()
        return Proposal(values, lines, tuple(added))

    def _ensure_fresh(self):
        """Refuse a request whose order says something else by now than beside the proposal.

        :raise UserError: naming what has changed and the remedy
        """
        self.ensure_one()
        order = self.sudo().order_id  # sudo: who checks or decides need not read all of the order
        order._desk_ensure_changeable(self)
        present = {
            name: self._fields[f'present_{name}'].convert_to_write(self[f'present_{name}'], self)
            for name in ORDER_TERMS}
        stale = [get_labels(order, changed) for changed in [get_changed(order, present, ORDER_TERMS)] if changed]
        for line in self.sudo().line_ids:  # sudo: as above
            changed = line._get_stale()
            if changed:
                stale.append(self.env._(
                    "%(fields)s of %(line)s", fields=get_labels(order.order_line, changed) if line.sale_line_id
                    else self.env._("Order Line"), line=line.present_product_id.display_name or line.present_name))
        if stale:
            raise UserError(self.env._(
                "%(order)s has changed since %(request)s was made: %(what)s. Return the request to draft and "
                "refresh it.", order=order.name, request=self.name, what="; ".join(stale)))

    def _read_present(self):
        """Read again what the order says; what was proposed otherwise stays proposed."""
        self.ensure_one()
        order = self.order_id
        now = order._desk_prepare_present()
        kept = {name for name in ORDER_TERMS if (self[name] or False) != (self[f'present_{name}'] or False)}
        self._write_evidence({name: value for name, value in now.items() if name not in kept})
        for line in self.line_ids.filtered('sale_line_id'):
            kept = set() if line.kind == 'same' else set(line._get_values())
            values = line._prepare_present(line.sale_line_id)
            line._write_present({name: value for name, value in values.items() if name not in kept})
        self._fill_lines()

    def _compute_sheet(self):
        """Compute the impact sheet as of now, gates included, in place of the one before."""
        self.ensure_one()
        proposal = self._get_proposal()
        order = self.sudo().order_id  # sudo: the sheet rests on all facts
        gates = order._desk_try_gates(proposal)
        rows = order._desk_get_held_impact(proposal, gates) + order._desk_get_impact(proposal) + gates
        # sudo: the sheet is the product's own
        Line = self.env['order.desk.impact.line'].sudo()
        Line.search([('request_id', '=', self.id)]).unlink()
        Line.create([
            {**vals, 'order_id': order.id, 'request_id': self.id} for vals in Line._prepare(rows)])
        self._write_evidence({
            'impact_on': fields.Datetime.now(), 'is_blocked': any(row['is_blocking'] for row in rows)})

    def _ensure_unblocked(self):
        """Refuse what cannot be carried out as things stand, naming everything at once."""
        self.ensure_one()
        order = self.sudo().order_id  # sudo: obstacles are told whoever asks
        obstacles = order._desk_get_obstacles(self._get_proposal())
        if obstacles:
            raise UserError(self.env._(
                "%(request)s cannot be carried out on %(order)s:\n%(obstacles)s",
                request=self.name, order=order.name,
                obstacles=order.with_env(self.env)._desk_describe_impact(obstacles)))


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    # === BUSINESS METHODS === #

    def _desk_try_gates(self, proposal):
        """Return as rows of the impact sheet which gates a proposal would open; the order stays as it is.

        The proposal is written within a savepoint that is rolled back: gates read facts, and these are
        exactly the facts that would be. Nothing is procured.
        """
        self.ensure_one()
        before = self._desk_get_open_gates()
        rows = []
        try:
            # The batch keeps the checks from being stored in between; opening a savepoint would end it.
            with self.env.cr.savepoint(), self._desk_batch():
                # sudo: gates are judged whoever asks; nothing of this lasts
                order = self.sudo().with_context(
                    skip_procurement=True, tracking_disable=True, mail_activity_automation_skip=True)
                order._desk_with_change()._desk_write_proposal(proposal)
                rows = [
                    impact('gate', _lt("Stays open: %(finding)s", finding=finding) if gate in before
                           else _lt("Opens again: %(finding)s", finding=finding), gate)
                    for gate, finding in self.sudo()._desk_get_open_gates().items()]  # sudo: as above
                raise _Undo
        except _Undo:
            self.env.invalidate_all()
        return rows

    def _desk_get_held_impact(self, proposal, gates):
        """Return what is told of goods that are added while a gate would be open: they wait for it.

        :param list gates: what :meth:`_desk_try_gates` returned
        """
        open_gates = any(
            row['document'].severity == 'block' and row['document'].stage in STAGES_BEFORE for row in gates)
        if not open_gates or not self.desk_released or not get_raised(proposal, self.order_line):
            return []
        return [impact('held', _lt(
            "What is added is made, bought and shipped only when the gates that open are closed and it is released."))]

    def _desk_get_open_gates(self):
        """Return ``{gate: what it finds}`` of this order's open gates, afresh."""
        return {
            verdict.gate.with_env(self.env): verdict.finding.message
            for verdict in self._desk_evaluate(STAGE_ORDER) if verdict.state in OPEN_STATES}
