from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.roles import ensure_role

TEACHERS = {
    'technical': 'order_desk.group_engineer',
    'quality': 'order_desk.group_quality_inspector',
}


class OrderDeskComplaintLesson(models.Model):
    """What was changed after several complaints of one kind: the answer that the next order waits for.

    Rows come from the product's act only and stay as they are.
    """
    _name = 'order.desk.complaint.lesson'
    _inherit = ['order.desk.paper']
    _description = "Lesson From Complaints"
    _order = 'id desc'
    _rec_name = 'reference'

    # === FIELDS === #

    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True)
    gate = fields.Selection(
        [('technical', "Technical confirmation"), ('quality', "Quality")], required=True, readonly=True)
    order_id = fields.Many2one(
        'sale.order', required=True, readonly=True, index=True, ondelete='restrict',
        help="The order that waited for the answer.")
    complaint_ids = fields.One2many('order.desk.complaint', 'lesson_id', string="Complaints", readonly=True)
    measure = fields.Text(
        "What Was Changed", required=True, readonly=True, help="What was changed in product, production or inspection.")
    reference = fields.Char(
        required=True, readonly=True, help="Where it is laid down: drawing, standard, report, change number.")
    learned_by_id = fields.Many2one('res.users', required=True, readonly=True)
    learned_on = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)

    # === CRUD === #

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Lessons from complaints are evidence and are kept."))

    # === BUSINESS METHODS === #

    @api.model
    def _learn(self, gate, document, measure, reference):
        """Answer the complaints that a document waits for; whatever else waited for it is judged anew.

        :param str gate: ``technical`` or ``quality``
        :param document: the order, or the transfer
        :return: the new lesson
        :raise AccessError: for others than engineers, or quality
        :raise UserError: without the measure and where it is laid down, or when nothing waits for an answer
        """
        ensure_role(self.env, TEACHERS[gate])
        document.check_access('read')
        order, complaints = document.sudo()._desk_order(), self._get_waiting(gate, document)  # sudo: as below
        measure, reference = (measure or '').strip(), (reference or '').strip()
        if not measure or not reference:
            raise UserError(self.env._(
                "%(order)s: write down what was changed, and where it is laid down.", order=order.name))
        if not complaints:
            raise UserError(self.env._("%(order)s waits for no answer to complaints.", order=order.name))
        lesson = self.sudo().create({  # sudo: rows come from this act only, the role is checked
            'company_id': order.company_id.id, 'gate': gate, 'order_id': order.id, 'measure': measure,
            'reference': reference, 'learned_by_id': self.env.uid})
        complaints._write_evidence({'lesson_id': lesson.id})
        for complaint in complaints:
            complaint._message_log(body=self.env._(
                "Learned: %(measure)s (%(reference)s)", measure=measure, reference=reference))
        order._message_log(body=self.env._(
            "Complaints %(complaints)s are answered: %(measure)s (%(reference)s)",
            complaints=", ".join(complaints.mapped('name')), measure=measure, reference=reference))
        waiting = self.env['order.desk.check'].sudo().search([  # sudo: every order that waits, whoever may read it
            ('gate_id.code', '=', gate), ('state', '=', 'open'), ('finding_code', 'like', 'complaints')])
        (waiting.order_id | order)._desk_refresh()
        return lesson.with_env(self.env)

    @api.model
    def _get_waiting(self, gate, document):
        """Return the complaints that a document waits for, sudoed."""
        document = document.sudo()  # sudo: what counts does not depend on the reader
        Complaint = document.env['order.desk.complaint']
        return Complaint.browse(Complaint._get_waited_for(
            gate, document, self.env['order.desk.evaluator']._today(document)))

    # === HOOKS === #

    @api.model
    def _get_product_fields(self):
        return set(self._fields) - {'id', 'display_name'}
