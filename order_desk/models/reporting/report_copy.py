import base64

from odoo import api, fields, models


class OrderDeskReportCopy(models.Model):
    """One copy of a report as it was made: PDF and xlsx, in one language, for these people (RPT-16).

    The whole company's copy goes to the roles; a salesperson's or a customer's copy holds his own rows.
    """
    _name = 'order.desk.report.copy'
    _description = "Report Copy"
    _order = 'id desc'

    # === FIELDS === #

    run_id = fields.Many2one('order.desk.report.run', required=True, index=True, ondelete='cascade', readonly=True)
    company_id = fields.Many2one(related='run_id.company_id', store=True, index=True)
    lang = fields.Char("Language", readonly=True)
    user_id = fields.Many2one('res.users', "Salesperson", readonly=True, index='btree_not_null')
    partner_id = fields.Many2one('res.partner', "Customer", readonly=True, index='btree_not_null')
    recipient_ids = fields.Many2many(
        'res.partner', 'order_desk_report_copy_recipient_rel', string="Meant For", readonly=True)
    pdf_id = fields.Many2one('ir.attachment', "PDF", readonly=True)
    xlsx_id = fields.Many2one('ir.attachment', "Workbook", readonly=True)
    made_on = fields.Datetime(related='create_date', string="Made On")
    sent_on = fields.Datetime("Sent", readonly=True)

    # === COMPUTE METHODS === #

    @api.depends('run_id', 'user_id', 'partner_id')
    def _compute_display_name(self):
        for copy in self:
            names = (copy.run_id.display_name, copy.user_id.name or copy.partner_id.name)
            copy.display_name = " · ".join(filter(None, names))

    # === ACTIONS === #

    def action_open_pdf(self):
        """Open the paper."""
        return self._open(self.pdf_id)

    def action_open_xlsx(self):
        """Download the workbook."""
        return self._open(self.xlsx_id)

    # === BUSINESS METHODS === #

    def _attach(self, title, extension, content, workbook):
        """Keep the paper and the workbook with this copy."""
        pdf, xlsx = self.env['ir.attachment'].create([{
            'name': f"{title}.{kind}".replace('/', '-'), 'datas': base64.b64encode(data), 'res_model': self._name,
            'res_id': self.id} for kind, data in ((extension, content), ('xlsx', workbook))])
        self.write({'pdf_id': pdf.id, 'xlsx_id': xlsx.id})

    def _send(self):
        """Send the copy to its people, each by mail or in the inbox as he prefers."""
        self.ensure_one()
        template = self.env.ref('order_desk.mail_template_report').with_context(lang=self.lang or self.env.lang)
        [subject] = template._render_field('subject', self.ids).values()
        [body] = template._render_field('body_html', self.ids).values()
        self.run_id.with_context(lang=self.lang or self.env.lang).message_notify(
            partner_ids=self.recipient_ids.ids, subject=subject, body=body, force_send=False,
            attachment_ids=(self.pdf_id | self.xlsx_id).ids, model_description=self.run_id.definition_id.name)
        self.sent_on = fields.Datetime.now()

    # === HELPERS === #

    def _open(self, attachment):
        self.ensure_one()
        self.check_access('read')
        return {
            'type': 'ir.actions.act_url', 'target': 'new',
            'url': f"/web/content/{attachment.id}?download={'false' if attachment == self.pdf_id else 'true'}"}
