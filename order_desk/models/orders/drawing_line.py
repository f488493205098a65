import base64

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.roles import OFFICE, ensure_role

DESK = 'order_desk.group_order_clerk'


class SaleOrderLine(models.Model):
    """Which drawing the customer has, and which one he has approved (TEC-03)."""
    _inherit = 'sale.order.line'

    # === FIELDS === #

    desk_drawing_ids = fields.One2many(
        'order.desk.drawing', 'sale_line_id', string="Drawings", copy=False, groups=f'{OFFICE},mrp.group_mrp_user')
    desk_drawing_id = fields.Many2one(
        'order.desk.drawing', "Approved Drawing", copy=False, index='btree_not_null',
        help="The revision that the customer has approved.")
    desk_drawing_approved_by_id = fields.Many2one(
        'res.users', "Approval Recorded By", copy=False, help="Who recorded the customer's approval.")
    desk_drawing_approved_at = fields.Datetime("Drawing Approved On", copy=False)
    desk_drawing_evidence_ids = fields.Many2many(
        'ir.attachment', 'order_desk_line_drawing_evidence_rel', string="Customer's Approval", copy=False,
        groups='base.group_user')
    desk_drawing_sent_id = fields.Many2one('order.desk.drawing', "Drawing Sent", copy=False)
    desk_drawing_sent_by_id = fields.Many2one('res.users', "Drawing Sent By", copy=False)
    desk_drawing_sent_at = fields.Datetime("Drawing Sent On", copy=False)

    # === ACTIONS === #

    def action_desk_approve_drawing(self, drawing_id, attachment_ids, note=''):
        """Record the customer's approval of a drawing on his behalf.

        Side effects: copies of the files are kept, a note on the order, its gates evaluated.

        :param int drawing_id: the released drawing that the customer has approved
        :param attachment_ids: id or ids of the files that prove it, at least one
        :raise AccessError: for others than the order desk, or who may not read a file
        :raise UserError: without evidence, or for another drawing than the released one
        """
        self.ensure_one()
        ensure_role(self.env, DESK)
        self.check_access('read')
        if isinstance(attachment_ids, models.BaseModel):
            attachment_ids = attachment_ids.ids
        ids = [attachment_ids] if isinstance(attachment_ids, int) and attachment_ids else list(attachment_ids or ())
        files = self.env['ir.attachment'].browse(ids).exists()
        if not files:
            raise UserError(self.env._(
                "%(line)s of %(order)s: attach the file with the customer's approval, a spoken one does not count.",
                line=self._desk_get_label(), order=self.order_id.name))
        drawing = self._desk_get_released_drawing()
        if not drawing or drawing.id != getattr(drawing_id, 'id', drawing_id):
            raise UserError(self._desk_describe_wrong_drawing(drawing))
        self._desk_write_facts({
            'desk_drawing_id': drawing.id,
            'desk_drawing_approved_by_id': self.env.uid,
            'desk_drawing_approved_at': fields.Datetime.now(),
            'desk_drawing_evidence_ids': [fields.Command.set(
                self.env['order.desk.decision']._copy_evidence(files, self).ids)],
        })
        body = self.env._(
            "%(line)s: the customer approved %(drawing)s.", line=self._desk_get_label(), drawing=drawing.display_name)
        if note:
            body = Markup("%s<br/>%s") % (body, note)
        # sudo: the note is the act's trace, whoever may write the order
        self.order_id.sudo()._message_log(body=body)
        self.order_id._desk_mark_changed()
        return True

    def action_desk_open_approval(self):
        """Open the form in which the customer's approval is recorded."""
        self.ensure_one()
        drawing = self._desk_get_released_drawing()
        if not drawing:
            raise UserError(self._desk_describe_wrong_drawing(drawing))
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Customer's approval"),
            'res_model': 'order.desk.drawing.approval.wizard',
            'view_mode': 'form',
            'target': 'new',
            'context': {'default_sale_line_id': self.id, 'default_drawing_id': drawing.id},
        }

    def action_desk_send_drawing(self):
        """Send the released drawing to the customer by mail, with the file, in his language.

        :raise AccessError: for others than order desk and engineering
        :raise UserError: without a released drawing or a customer's e-mail address
        """
        ensure_role(self.env, DESK, 'order_desk.group_engineer')
        for line in self:
            drawing = line._desk_get_released_drawing()
            if not drawing:
                raise UserError(line._desk_describe_wrong_drawing(drawing))
            partner = line.order_id.partner_id
            if not partner.email:
                raise UserError(self.env._(
                    "%(partner)s has no e-mail address: enter one to send drawing %(drawing)s of %(order)s.",
                    partner=partner.display_name, drawing=drawing.display_name, order=line.order_id.name))
            line._desk_mail_drawing(drawing)
            line._desk_write_facts({
                'desk_drawing_sent_id': drawing.id,
                'desk_drawing_sent_by_id': self.env.uid,
                'desk_drawing_sent_at': fields.Datetime.now(),
            })
        return True

    def action_desk_open_drawings(self):
        """Open the drawings of this line, those of its product included."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Drawings of %(line)s", line=self._desk_get_label()),
            'res_model': 'order.desk.drawing',
            'view_mode': 'list,form',
            'domain': ['|', ('sale_line_id', '=', self.id), ('product_id', '=', self.product_id.id)],
            'context': {'default_sale_line_id': self.id, 'default_name': self.order_id.name},
        }

    # === BUSINESS METHODS === #

    def _desk_get_released_drawing(self):
        """Return the drawing to which this line is to be made, or an empty record."""
        # sudo: which revision is released is told to everybody who may read the line
        drawings = self.env['order.desk.drawing'].sudo()
        return drawings._get_released(self.sudo()).get(self.sudo(), drawings)

    def _desk_describe_wrong_drawing(self, drawing):
        if not drawing:
            return self.env._(
                "%(line)s of %(order)s has no released drawing: have engineering release one first.",
                line=self._desk_get_label(), order=self.order_id.name)
        return self.env._(
            "%(line)s of %(order)s is made to %(drawing)s: the customer's approval must be for that revision.",
            line=self._desk_get_label(), order=self.order_id.name, drawing=drawing.display_name)

    def _desk_mail_drawing(self, drawing):
        order = self.order_id
        lang = order.partner_id.lang or self.env.lang
        # sudo: engineering may send a drawing without the right to write the order
        order = order.sudo().with_context(lang=lang)
        drawing = drawing.with_context(lang=lang, bin_size=False)
        line = self.sudo().with_context(lang=lang)
        values = {'order': order, 'line': line, 'drawing': drawing, 'user': self.env.user}
        order.message_post(
            body=self.env['ir.qweb'].with_context(lang=lang)._render('order_desk.mail_drawing', values),
            subject=order.env._(
                "%(company)s: drawing %(drawing)s for your order %(order)s", company=order.company_id.name,
                drawing=drawing.display_name, order=order.name),
            message_type='comment', subtype_xmlid='mail.mt_comment', partner_ids=order.partner_id.ids,
            author_id=self.env.user.partner_id.id,
            attachments=[(drawing.file_name or drawing.display_name, base64.b64decode(drawing.file))],
        )

    # === HOOKS === #

    @api.model
    def _desk_protected_fields(self):
        return super()._desk_protected_fields() | {
            'desk_drawing_id', 'desk_drawing_approved_by_id', 'desk_drawing_approved_at',
            'desk_drawing_evidence_ids', 'desk_drawing_sent_id', 'desk_drawing_sent_by_id', 'desk_drawing_sent_at',
        }


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    # === ACTIONS === #

    def action_desk_open_drawings(self):
        """Open the drawings of this order's lines and of their products."""
        self.ensure_one()
        lines = self.order_line
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Drawings of %(order)s", order=self.name),
            'res_model': 'order.desk.drawing',
            'view_mode': 'list,form',
            'domain': ['|', ('sale_line_id', 'in', lines.ids), ('product_id', 'in', lines.product_id.ids)],
            'context': {
                'default_sale_line_id': lines.filtered('desk_nonstandard')[:1].id, 'default_name': self.name},
        }
