from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.own_defaults import own_defaults
from ..core.roles import ensure_role
from .intake import INTAKE_ROLES
from .intake_points import POINT_LABELS

# Filled in by the model itself: who wrote, who was asked, who answered.
STAMPS = {'recorded_by_id', 'recorded_at', 'referred_to_id', 'referred_by_id', 'referred_at', 'answered_by_id',
          'answered_at'}


class OrderDeskIntakePoint(models.Model):
    """A point that an order left open, and how it was cleared up (INT-15, INT-16).

    A row per missing point stands here of its own accord; the clerk adds who was
    called, when, and with what result. Settling a row never makes the point
    complete: only the order itself does. Rows of the kind "question" are
    written by hand and block the order until they are settled.
    """
    _name = 'order.desk.intake.point'
    _description = "Intake Point"
    _order = 'order_id, id'
    _rec_name = 'label'

    # === FIELDS === #

    order_id = fields.Many2one('sale.order', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='order_id.company_id')
    code = fields.Char(required=True, default='question', readonly=True)
    label = fields.Char("Point", compute='_compute_label', inverse='_inverse_label')
    question = fields.Char(help="What is not clear.")
    state = fields.Selection(
        [('missing', "Missing"), ('settled_missing', "Clarified, still missing"), ('complete', "Complete")],
        compute='_compute_state')
    contact = fields.Char("Spoke With", help="Who was called.")
    called_at = fields.Datetime("Called")
    note = fields.Text("Result")
    settled = fields.Boolean(help="The point is cleared up. It stays missing until the order states it.")
    recorded_by_id = fields.Many2one('res.users', readonly=True)
    recorded_at = fields.Datetime("Recorded", readonly=True)
    referred_to_id = fields.Many2one('res.users', readonly=True)
    referred_by_id = fields.Many2one('res.users', readonly=True)
    referred_at = fields.Datetime("Referred", readonly=True)
    answer = fields.Text("Sales Manager's Answer", readonly=True)
    answered_by_id = fields.Many2one('res.users', readonly=True)
    answered_at = fields.Datetime("Answered", readonly=True)

    # === COMPUTE METHODS === #

    @api.depends('code', 'question')
    @api.depends_context('lang')
    def _compute_label(self):
        for point in self:
            point.label = point.question or str(POINT_LABELS.get(point.code, point.code))

    def _inverse_label(self):
        for point in self.filtered(lambda point: point.code == 'question'):
            point.question = point.label

    @api.depends('code', 'settled', 'order_id')
    def _compute_state(self):
        missing = self.order_id._desk_get_missing_points()
        open_codes = {order: {point.code for point in points} for order, points in missing.items()}
        for point in self:
            if point.code == 'question':
                is_open = not point.settled
            else:
                is_open = point.code in open_codes.get(point.order_id, ())
            if not is_open:
                point.state = 'complete'
            else:
                point.state = 'settled_missing' if point.settled else 'missing'

    # === CRUD === #

    @api.model
    def default_get(self, fields):
        # Who recorded and answered is not preset by a caller's context.
        return own_defaults(self, super().default_get(fields), STAMPS | {'answer', 'code'})

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._ensure_no_stamp(vals)
            vals.update(self._prepare_stamp(vals))
        points = super().create(vals_list)
        points._count_questions()
        return points

    def write(self, vals):
        self._ensure_no_stamp(vals)
        orders = self.order_id  # one that is moved to another order is open there, and here no longer
        result = super().write({**vals, **self._prepare_stamp(vals)})
        if not {'settled', 'code', 'order_id'}.isdisjoint(vals):
            (orders | self.order_id)._desk_count_questions()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_clarified(self):
        for point in self:
            if point.recorded_at or point.referred_at:
                raise UserError(self.env._(
                    "Point %(point)s of order %(order)s carries a clarification, which is kept with the order.",
                    point=point.label, order=point.order_id.name))

    def unlink(self):
        orders = self.order_id
        result = super().unlink()
        orders.exists()._desk_count_questions()
        return result

    # === ACTIONS === #

    def action_desk_refer(self):
        """Refer points that the order taker does not understand to the sales manager (INT-16).

        :raise AccessError: for anybody who does not take in orders
        :raise UserError: when no sales manager is known
        """
        ensure_role(self.env, *INTAKE_ROLES)
        for order, points in self.grouped('order_id').items():
            manager = order._desk_get_sales_manager()
            order.activity_schedule(
                'mail.mail_activity_data_todo', user_id=manager.id,
                summary=self.env._("Points to clear up"),
                note=", ".join(points.mapped('label')))
            points.sudo()._write_stamps({  # sudo: the stamps are nobody's to write
                'referred_to_id': manager.id, 'referred_by_id': self.env.uid, 'referred_at': fields.Datetime.now()})

    def action_desk_open_answer(self):
        """Open the form in which the sales manager answers."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Answer"), 'res_model': 'order.desk.intake.answer',
            'view_mode': 'form', 'target': 'new', 'context': {'default_point_id': self.id},
        }

    def action_desk_answer(self, answer):
        """Answer a referred point; the order taker who asked is told (INT-16).

        :param str answer: the solution, in plain words
        :raise AccessError: for anybody but the person it was referred to or a sales manager
        :raise UserError: without an answer, or when the point was not referred
        """
        for point in self:
            if self.env.user != point.referred_to_id:
                ensure_role(self.env, 'sales_team.group_sale_manager', 'order_desk.group_general_manager')
            if not point.referred_at:
                raise UserError(self.env._("Point %(point)s was not referred to anybody.", point=point.label))
            if not (answer or '').strip():
                raise UserError(self.env._("Point %(point)s: enter the answer.", point=point.label))
        self.sudo()._write_stamps({  # sudo: the stamps are nobody's to write
            'answer': answer.strip(), 'answered_by_id': self.env.uid, 'answered_at': fields.Datetime.now()})
        for order, points in self.grouped('order_id').items():
            order.sudo().message_post(  # sudo: a manager of another team answers as well
                body=self.env._("%(points)s: %(answer)s", points=", ".join(points.mapped('label')), answer=answer),
                author_id=self.env.user.partner_id.id, subtype_xmlid='mail.mt_note',
                partner_ids=points.sudo().referred_by_id.partner_id.ids)

    # === HELPERS === #

    def _ensure_no_stamp(self, vals):
        is_foreign = vals.get('code', 'question') != 'question' or ('code' in vals and bool(self))
        if not self.env.su and (is_foreign or not (STAMPS | {'answer'}).isdisjoint(vals)):
            raise AccessError(self.env._("Who cleared up a point, and when, is recorded by the product itself."))

    def _prepare_stamp(self, vals):
        if not any(vals.get(name) for name in ('contact', 'called_at', 'note', 'settled')):
            return {}
        return {'recorded_by_id': self.env.uid, 'recorded_at': fields.Datetime.now()}

    def _write_stamps(self, vals):
        return super().write(vals)

    def _count_questions(self):
        self.order_id._desk_count_questions()
