from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.roles import ensure_role
from .inspection import QUALITY, SALES


class OrderDeskInspection(models.Model):
    """How an inspection comes to its verdict: both sides judge, quality concludes, conditions are decided on."""
    _inherit = 'order.desk.inspection'

    # === ACTIONS === #

    def action_clerk_all_ok(self):
        """Put every point of the order desk without a result in order."""
        return self._set_all_ok('clerk_result', SALES)

    def action_quality_all_ok(self):
        """Put every point of quality without a result in order; values are measured one by one."""
        return self._set_all_ok('quality_result', QUALITY)

    def _set_all_ok(self, field, role):
        ensure_role(self.env, role)
        self._ensure_draft()
        self.point_ids._get_missing(field).filtered(
            lambda point: field == 'clerk_result' or point.kind == 'check').write({field: 'ok'})
        return True

    def action_clerk_sign(self):
        """Sign for the order desk: the goods were compared with the order confirmation (QCS-03).

        :raise AccessError: for others than the order desk
        :raise UserError: while a point of the order desk is not judged
        """
        ensure_role(self.env, SALES)
        self.check_access('read')
        self._ensure_draft()
        self._ensure_judged('clerk_result')
        self._write_evidence({'clerk_id': self.env.uid, 'clerk_on': fields.Datetime.now()})
        self.order_id._desk_refresh()
        return True

    def action_pass(self):
        """Pass the goods: every point is in order on both sides (QCS-03).

        :raise AccessError: for others than quality
        :raise UserError: naming points without a result or with a deviation
        """
        self._ensure_may_conclude(clerk=True)
        for inspection in self:
            deviations = inspection.point_ids._get_deviations()
            if deviations:
                raise UserError(self.env._(
                    "%(inspection)s cannot pass: %(points)s deviates. Pass it with conditions, or fail it.",
                    inspection=inspection.name, points=", ".join(deviations.mapped('name'))))
            unit_lines = inspection.line_ids.filtered(
                lambda line: line.uom_id.compare(line.presented, line.rejected) > 0)
            if not unit_lines:
                raise UserError(self.env._(
                    "%(inspection)s cannot pass: no quantity is in order.", inspection=inspection.name))
        return self._conclude('passed')

    def action_conditional(self):
        """Pass the goods on conditions that somebody else has to decide on.

        :raise AccessError: for others than quality
        :raise UserError: without remarks, or with points not judged
        """
        self._ensure_may_conclude(clerk=True)
        self._ensure_remarks()
        return self._conclude('conditional')

    def action_fail(self):
        """Fail the goods: they are neither stocked in nor shipped before another inspection.

        :raise AccessError: for others than quality
        :raise UserError: without remarks
        """
        self._ensure_may_conclude(clerk=False)
        self._ensure_remarks()
        return self._conclude('failed')

    def action_accept(self):
        """Accept the goods in spite of the deviations told.

        :raise AccessError: for roles that may not decide
        :raise UserError: without words, for the inspector himself, or when nothing is to be decided
        """
        return self._decide('accepted')

    def action_refuse(self):
        """Refuse the goods: the conditional pass becomes a fail.

        :raise AccessError: for roles that may not decide
        :raise UserError: as :meth:`action_accept`
        """
        return self._decide('failed')

    # === BUSINESS METHODS === #

    def _ensure_judged(self, field):
        for inspection in self:
            missing = inspection.point_ids._get_missing(field)
            if missing:
                raise UserError(self.env._(
                    "%(inspection)s: no result yet for %(points)s.", inspection=inspection.name,
                    points=", ".join(missing.mapped('name'))))

    def _ensure_may_conclude(self, clerk):
        """Stop a verdict that is not the user's, or not ready.

        :param bool clerk: whether both sides must have judged everything
        """
        ensure_role(self.env, QUALITY)
        self.check_access('read')
        self._ensure_draft()
        if not clerk:
            return
        self._ensure_judged('quality_result')
        for inspection in self:
            if not inspection.clerk_id:
                raise UserError(self.env._(
                    "%(inspection)s: the order desk has not signed yet. Order desk and quality inspect together.",
                    inspection=inspection.name))
            if inspection.clerk_id == self.env.user:
                raise UserError(self.env._(
                    "%(inspection)s: you signed for the order desk; another person concludes for quality.",
                    inspection=inspection.name))

    def _ensure_remarks(self):
        for inspection in self:
            if not (inspection.quality_note or '').strip():
                raise UserError(self.env._(
                    "%(inspection)s: write in the remarks of quality what is not in order.",
                    inspection=inspection.name))

    def _conclude(self, state):
        self._own_pictures()
        self._write_evidence({
            'state': state, 'inspector_id': self.env.uid, 'inspected_on': fields.Datetime.now()})
        # sudo: the activities of both sides end with the verdict
        self.sudo().activity_feedback(['order_desk.activity_type_inspection'])
        if state == 'conditional':
            self._call_deciders()
        self._settle()
        return True

    def _decide(self, state):
        self.check_access('read')
        for inspection in self:
            groups = inspection._get_decider_groups()
            # sudo: the names of roles are no secret
            if not self.env.su and not set(groups.ids) & set(self.env.user._get_group_ids()):
                raise AccessError(self.env._(
                    "%(inspection)s: %(roles)s decides on conditions.", inspection=inspection.name,
                    roles=self.env['order.desk.gate']._get_role_names(groups.ids)))
            if inspection.state != 'conditional':
                raise UserError(self.env._(
                    "%(inspection)s: nothing is to be decided.", inspection=inspection.name))
            if inspection.inspector_id == self.env.user:
                raise UserError(self.env._(
                    "%(inspection)s: you concluded it; another person decides.", inspection=inspection.name))
            if not (inspection.decision_note or '').strip():
                raise UserError(self.env._(
                    "%(inspection)s: write the decision in words first.", inspection=inspection.name))
        self._write_evidence({'state': state, 'decided_by_id': self.env.uid, 'decided_on': fields.Datetime.now()})
        # sudo: the activity may be a colleague's
        self.sudo().activity_feedback(['order_desk.activity_type_inspection_decision'])
        self._settle()
        return True

    def _settle(self):
        """Fix what is accepted, have the gates evaluated, tell those who go on from here; set-based."""
        # sudo: accepted quantities are the product's, the role was checked
        for inspection in self.sudo():
            for line in inspection.line_ids:
                accepted = line.presented - line.rejected if inspection.state in ('passed', 'accepted') else 0.0
                if line.accepted != accepted:
                    line._write_evidence({'accepted': accepted})
        self.order_id._desk_refresh()
        done = self.sudo().filtered(lambda inspection: inspection.state in ('passed', 'accepted'))  # sudo: as above
        done._after_acceptance()
        self.sudo().filtered(lambda inspection: inspection.state == 'failed')._after_failure()  # sudo: as above

    def _call_deciders(self):
        members = {}
        # sudo: the activity is for a colleague
        for inspection in self.sudo():
            groups = inspection._get_decider_groups()
            if groups not in members:
                members[groups] = inspection.order_id._desk_get_activity_users(groups.ids)
            user = members[groups].get(inspection.order_id) or (
                inspection.order_id._desk_get_activity_users(groups.ids)[inspection.order_id])
            inspection.activity_schedule(
                'order_desk.activity_type_inspection_decision',
                summary=self.env._("Decide on a conditional pass"), note=inspection.quality_note, user_id=user.id)

    def _own_pictures(self):
        """Tie pictures to their inspection: whoever reads it reads them, nobody deletes them."""
        # sudo: a colleague may have uploaded them
        for inspection in self.sudo():
            inspection.picture_ids.write({'res_model': inspection._name, 'res_id': inspection.id})

    # === HOOKS === #

    def _get_decider_groups(self):
        """Return the roles that may decide on a conditional pass of this inspection."""
        return self.env.ref('order_desk.group_general_manager')

    def _after_acceptance(self):
        """Called on accepted inspections, sudoed, when gates are fresh."""

    def _after_failure(self):
        """Called on failed inspections, sudoed, when gates are fresh."""


class IrAttachment(models.Model):
    """Pictures of a concluded inspection are evidence."""
    _inherit = 'ir.attachment'

    # === CRUD === #

    @api.ondelete(at_uninstall=False)
    def _unlink_except_inspected(self):
        inspected = [
            attachment.res_id for attachment in self
            if attachment.res_model == 'order.desk.inspection' and attachment.res_id]
        if inspected:
            # sudo: evidence counts whoever may read it
            kept = self.env['order.desk.inspection'].sudo().search([
                ('id', 'in', inspected), ('picture_ids', 'in', self.ids), ('state', '!=', 'draft')], limit=1)
            if kept:
                raise UserError(self.env._(
                    "The pictures of inspection %(inspection)s are evidence and are kept.", inspection=kept.name))
