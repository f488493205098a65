"""The confirmation comes back: examined, bound to what it confirms."""
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from ..core.arguments import ensure_records, read_text
from ..core.finding import data_to_text, fingerprint, message_to_data
from ..core.roles import OFFICE, ensure_role
from .confirmation import ORDER_TAKER
from .customer_return import CHECKS

_lt = LazyTranslate(__name__)


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_return_ids = fields.One2many(
        'order.desk.customer.return', 'order_id', string="Returned Confirmations", copy=False, readonly=True,
        groups=OFFICE)
    desk_return_verdict = fields.Selection(
        [('to_examine', "To examine"), ('clean', "Clean"), ('unclear', "Unclear")],
        "Returned Copy", copy=False, readonly=True)
    desk_returned_at = fields.Datetime(
        "Confirmed Copy Back On", copy=False, readonly=True, help="When the clean copy came back.")
    desk_return_note = fields.Text(copy=False, readonly=True)
    desk_return_fingerprint = fields.Char(copy=False, readonly=True)
    desk_return_facts = fields.Json(copy=False, readonly=True, prefetch=False)

    # === ACTIONS === #

    def action_desk_register_return(self, attachment, verdict, note='', checks=None):
        """Record that the countersigned order confirmation came back and was examined.

        A clean copy confirms what was sent: lines, prices, dates, drawing revisions. It is
        void as soon as the order tells something else. An unclear copy sends the order back
        to "awaiting confirmation" with the note. Source: CNF-04, CNF-05, CNF-06; design section 6.

        Side effects: a row in ``order.desk.customer.return`` with copies of the files, a note
        on the order, the checks of the order computed anew.

        :param attachment: ir.attachment record(s), an id or a list of ids; needed for a clean copy
        :param str verdict: ``clean`` or ``unclear``
        :param str note: what is unclear; needed for an unclear copy
        :param dict checks: results of the four checks ``content_ok``, ``signature_ok``, ``stamp_ok``,
            ``notes_ok``; by default what the verdict says
        :return: True
        :raise AccessError: when the user is no order clerk or may not read a file
        :raise UserError: when nothing was sent, the order has changed since, or the input is incomplete
        """
        ensure_records(self, single=True)
        ensure_role(self.env, ORDER_TAKER)
        files = self._desk_get_returned_files(attachment)
        self._desk_examine_return(files, verdict, note, checks)
        return True

    def action_desk_open_register_return(self):
        """Open the form in which a returned copy is filed and examined."""
        self.ensure_one()
        waiting = self.desk_return_ids.filtered(lambda copy: copy.state == 'to_examine')[:1]
        return self._desk_open_return_wizard(waiting)

    # === BUSINESS METHODS === #

    def _desk_examine_return(self, files, verdict, note, checks=None, customer_return=None):
        """Store the result of an examination; the caller has checked the role.

        :param customer_return: the copy that the customer brought in himself, else a new one is filed
        """
        self._desk_ensure_confirmable()
        self._desk_ensure_sent()
        note = read_text(note)
        checks = self._desk_get_return_checks(verdict, checks)
        if verdict == 'clean' and not files and not (customer_return and customer_return.attachment_ids):
            raise UserError(self.env._("Order %(order)s: attach the copy that came back.", order=self.name))
        if verdict == 'unclear' and not note:
            raise UserError(self.env._(
                "Order %(order)s: write down what is unclear, so that it can be settled with the customer.",
                order=self.name))
        # A copy of the customer's own confirms what he had before him when he handed it in.
        facts = (customer_return and customer_return.facts) or self.desk_confirmation_facts
        if verdict == 'clean':
            self._desk_ensure_unchanged(facts)
        row = customer_return or self._desk_file_return('scan', files)
        now = fields.Datetime.now()
        # sudo: rows of evidence are the product's; the role is checked
        row.sudo().write({
            **checks, 'state': verdict, 'note': note, 'examined_by': self.env.uid, 'examined_at': now,
            'facts': facts, 'fingerprint': fingerprint(facts),
        })
        self._desk_apply_return(row)

    def _desk_file_return(self, source, files=None, **values):
        """File a copy that came back, still to be examined.

        :param files: ir.attachment records that the current user may read; copies are kept
        :return: the new ``order.desk.customer.return``
        """
        self.ensure_one()
        # sudo: rows of evidence are the product's own, whoever brings the copy
        rows = self.env['order.desk.customer.return'].sudo()
        row = rows.create({
            'order_id': self.id, 'company_id': self.company_id.id, 'source': source, **values})
        if files:
            row.attachment_ids = self.env['order.desk.decision']._copy_evidence(files, row)
        return row

    def _desk_apply_return(self, row):
        """Let an examined copy count on its order."""
        self.ensure_one()
        # sudo: copies handed in by others are settled with it
        older = self.sudo().desk_return_ids.filtered(lambda copy: copy != row and copy.state == 'to_examine')
        if row.state == 'clean':
            older.write({'state': 'superseded'})
            facts = {
                'desk_return_verdict': 'clean',
                'desk_returned_at': row.received_at,
                'desk_return_note': row.note,
                'desk_return_fingerprint': row.fingerprint,
                'desk_return_facts': row.facts,
            }
        else:
            facts = {
                **self._desk_prepare_no_return(),
                'desk_return_verdict': 'to_examine' if older else row.state,
                'desk_return_note': row.note,
            }
        self._desk_write_facts(facts)
        self._desk_log_return(row)
        self._desk_refresh()

    def _desk_ensure_unchanged(self, facts):
        changes = self._desk_describe_changes(facts)
        if changes:
            raise UserError(self.env._(
                "The copy cannot be accepted: order %(order)s has changed since (%(changes)s). "
                "Send the order confirmation again.", order=self.name,
                changes=data_to_text(message_to_data(changes), self.env)))

    # === HELPERS === #

    @api.model
    def _desk_prepare_no_return(self):
        return dict.fromkeys((
            'desk_return_verdict', 'desk_returned_at', 'desk_return_note',
            'desk_return_fingerprint', 'desk_return_facts'), False)

    def _desk_get_returned_files(self, attachment):
        """Return the ir.attachment records that a caller meant, readable by him."""
        model = self.env['ir.attachment']
        if isinstance(attachment, models.BaseModel):
            files = attachment if attachment._name == 'ir.attachment' else model
        elif isinstance(attachment, bool) or not attachment:
            files = model
        else:
            ids = attachment if isinstance(attachment, list | tuple) else [attachment]
            if not all(isinstance(id_, int) for id_ in ids):
                raise UserError(self.env._(
                    "Order %(order)s: hand over the returned copy as the id of an uploaded file.", order=self.name))
            files = model.browse(ids)
        files = files.with_env(self.env)
        if len(files.exists()) != len(files):
            raise UserError(self.env._(
                "Order %(order)s: the returned copy no longer exists. Upload it again.", order=self.name))
        files.check_access('read')
        return files

    def _desk_get_return_checks(self, verdict, checks):
        if verdict not in ('clean', 'unclear'):
            raise UserError(self.env._(
                "Order %(order)s: a returned copy is either \"clean\" or \"unclear\", not \"%(verdict)s\".",
                order=self.name, verdict=verdict))
        results = {name: bool((checks or {}).get(name, verdict == 'clean')) for name in CHECKS}
        if verdict == 'clean' and not all(results.values()):
            labels = self.env['order.desk.customer.return'].fields_get(CHECKS, ['string'])
            raise UserError(self.env._(
                "Order %(order)s: a copy is clean only when all four checks pass; not passed: %(checks)s.",
                order=self.name,
                checks=", ".join(labels[name]['string'] for name in CHECKS if not results[name])))
        return results

    def _desk_log_return(self, row):
        verdict = dict(row._fields['state']._description_selection(self.env))[row.state]
        self._message_log(
            body=self.env._(
                "Returned confirmation examined: %(verdict)s. %(note)s", verdict=verdict, note=row.note or ''),
            attachment_ids=row.attachment_ids.ids)

    def _desk_open_return_wizard(self, customer_return):
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Returned Confirmation"),
            'res_model': 'order.desk.register.return',
            'view_mode': 'form',
            'target': 'new',
            'context': {'default_order_id': self.id, 'default_return_id': customer_return.id},
        }
