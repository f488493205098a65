"""What a customer does about his order on the portal: he complains, writes again, reads the answer."""
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.mail import plaintext2html

from .complaint import ENDED

MAX_TEXT = 4000
REPLIES_PER_DAY = 20
COMMENT = 'mail.mt_comment'


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    # === BUSINESS METHODS === #

    def _desk_accepts_complaints(self):
        """Tell whether the customer may complain about this order on its page."""
        self.ensure_one()
        return self.desk_enrolled and self.state == 'sale' and self.company_id.desk_enabled

    def _desk_get_complaint_kinds(self):
        """Return the kinds that the customer may choose on the portal; sudoed order."""
        return self.env['order.desk.complaint.kind'].search([
            ('on_portal', '=', True), ('company_id', 'in', (self.company_id.id, False))])

    def _desk_get_complaint_lines(self):
        """Return the goods of this order that the customer may name."""
        return self.order_line.filtered(
            lambda line: line.product_id and not line.display_type and not line.is_downpayment)

    def _desk_take_complaint(self, posted, files=()):
        """Take in a complaint from this order's page; the caller has checked who asks.

        What the customer has complained about already is added to the open complaint.

        :param dict posted: ``kind``, ``line``, ``quantity``, ``text``, ``person`` as text
        :param files: list of (name, content), examined
        :return: the complaint
        :raise UserError: in words that the customer understands
        """
        self.ensure_one()
        if not self._desk_accepts_complaints():
            raise UserError(self.env._("Complaints about this order are not taken in here. Please write or call us."))
        values = self._desk_read_complaint(posted)
        Complaint = self.env['order.desk.complaint']
        same = Complaint.new(values)._find_same()
        if same:
            words = ' '.join(values['description'].split())
            if files or ' '.join((same.description or '').split()) != words:
                same._take_reply(values['description'], values['contact_name'], files)
            return same
        self._desk_ensure_portal_rate()
        complaint = Complaint.create(values)
        complaint._post_of_customer(values['description'], values['contact_name'], files)
        return complaint

    # === HELPERS === #

    def _desk_read_complaint(self, posted):
        """Return the values of a complaint from what the customer filled in."""
        kind = self._desk_get_complaint_kinds().filtered(lambda kind: str(kind.id) == posted.get('kind'))
        line = self._desk_get_complaint_lines().filtered(lambda line: str(line.id) == posted.get('line'))
        if not kind:
            raise UserError(self.env._("Please choose what your complaint is about."))
        if posted.get('line') and not line:
            raise UserError(self.env._("Please choose goods of this order."))
        try:
            quantity = float((posted.get('quantity') or '0').replace(',', '.')) if line else 0.0
        except ValueError:
            quantity = -1.0
        if not 0 <= quantity <= max(line.product_uom_qty, 0.0):  # not a number is refused as well
            raise UserError(self.env._("Please write the quantity as a number, not more than was ordered."))
        shipments = line.move_ids.filtered(lambda move: move.state == 'done' and move._desk_is_leaving()).picking_id
        channel = self.env['order.desk.channel']._get_by_code('portal', self.company_id)
        return {
            'order_id': self.id, 'kind_id': kind.id, 'order_line_id': line.id, 'quantity': quantity,
            'picking_id': shipments.id if len(shipments) == 1 else False,
            'description': self._desk_read_text(posted), 'channel_id': channel.id, 'from_portal': True,
            'contact_name': (posted.get('person') or '').strip()[:120] or self.partner_id.name,
        }

    def _desk_read_text(self, posted):
        text = (posted.get('text') or '').replace('\x00', '').strip()
        if not text or len(text) > MAX_TEXT:
            raise UserError(self.env._(
                "Please describe what is wrong, in up to %(number)s characters.", number=MAX_TEXT))
        return text

    def _desk_ensure_portal_rate(self):
        since = fields.Datetime.now() - timedelta(days=1)
        today = self.desk_complaint_ids.filtered(
            lambda complaint: complaint.from_portal and complaint.create_date >= since)
        if len(today) >= self.company_id.desk_portal_cases_per_day:
            raise UserError(self.env._("We have your complaints of today. Please call us about anything else."))


class OrderDeskComplaint(models.Model):
    _inherit = 'order.desk.complaint'

    # === FIELDS === #

    from_portal = fields.Boolean("From the Portal", readonly=True, copy=False)

    # === BUSINESS METHODS === #

    def _get_portal_messages(self):
        """Return what the customer wrote and what was written to him, the oldest first (sudoed complaint)."""
        self.ensure_one()
        customer = self.commercial_partner_id
        return self.message_ids.filtered(
            lambda message: message.message_type in ('comment', 'email')
            and message.subtype_id == self.env.ref(COMMENT)
            and customer in (message.author_id | message.partner_ids).commercial_partner_id).sorted('id')

    def _take_reply(self, text, person, files=()):
        """Add what the customer writes to his complaint; who works on it is told (sudoed complaint).

        :raise UserError: when it has ended, or he wrote too often today
        """
        self.ensure_one()
        if self.state in ENDED:
            raise UserError(self.env._("This complaint is settled. If it is not so for you, please call us."))
        since = fields.Datetime.now() - timedelta(days=1)
        recent = self._get_portal_messages().filtered(lambda message: message.date >= since)
        if len(recent) >= REPLIES_PER_DAY:
            raise UserError(self.env._("We have your messages of today. Please call us about anything else."))
        self._post_of_customer(text, person, files)
        user = self.user_id or self._get_department_members(self)[self.company_id, 'service'][:1]
        if user:
            self.activity_schedule(
                'order_desk.activity_type_complaint', summary=self.env._("The customer has written"),
                note=plaintext2html(text), user_id=user.id)

    # === HELPERS === #

    def _post_of_customer(self, text, person, files):
        """Post what the customer wrote, in his name, with his pictures (sudoed complaint)."""
        attachments = self.env['ir.attachment'].create([
            {'name': name, 'raw': content, 'res_model': self._name, 'res_id': self.id} for name, content in files])
        body = text if person == self.partner_id.name else f"{text}\n\n{person}"
        self.message_post(
            body=plaintext2html(body), author_id=self.partner_id.id, message_type='comment', subtype_xmlid=COMMENT,
            attachment_ids=attachments.ids)
        self.picture_ids |= attachments
        return attachments

    # === HOOKS === #

    @api.model
    def _get_product_fields(self):
        return super()._get_product_fields() | {'from_portal'}
