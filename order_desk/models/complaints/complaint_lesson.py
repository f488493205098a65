"""Three of a kind: which products and customers have had so many complaints that the next order waits."""
from datetime import timedelta

from odoo import api, fields, models, tools

from ..orders.promise_days import utc_moment

# What decides whether a complaint counts.
COUNTED = {
    'kind_id', 'product_id', 'order_line_id', 'lot_id', 'partner_id', 'order_id', 'company_id', 'received_on',
    'lesson_id'}
# Goods and customer of a document that waits.
SUBJECTS = {
    'sale.order': (lambda order: order.order_line.product_id, lambda order: order.partner_id),
    'stock.picking': (
        lambda picking: picking.move_ids.product_id | picking.move_ids.sale_line_id.product_id,
        lambda picking: picking._desk_order().partner_id),
}


class OrderDeskComplaint(models.Model):
    _inherit = 'order.desk.complaint'

    # === FIELDS === #

    lesson_id = fields.Many2one(
        'order.desk.complaint.lesson', readonly=True, copy=False, index='btree_not_null',
        ondelete='restrict', help="The answer by engineering or quality, after which this complaint counts no more.")

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        complaints = super().create(vals_list)
        complaints._forget_raised()
        return complaints

    def write(self, vals):
        counts = COUNTED.intersection(vals) or (
            'state' in vals and 'refused' in (vals['state'], *self.mapped('state')))
        if counts:
            self._forget_raised()  # what they counted for
        result = super().write(vals)
        if counts:
            self._forget_raised()  # and what they count for now
        return result

    # === BUSINESS METHODS === #

    @api.model
    @tools.ormcache('gate', 'company_id', 'day')
    def _get_raised(self, gate, company_id, day):
        """Return the products and customers whose next order waits for a gate; read once a day and change.

        :param str gate: ``technical`` or ``quality``
        :param day: date on which it is judged
        :return: ``{'product_id' or 'commercial_partner_id': {id: ids of the complaints}}``
        :rtype: dict
        """
        kinds = self.env['order.desk.complaint.kind']._get_raising(gate, company_id)
        raised = {'product_id': {}, 'commercial_partner_id': {}}
        if not kinds:
            return raised
        company = self.env['res.company'].sudo().browse(company_id)  # sudo: a rule of the company
        longest = max(days for _threshold, days in kinds.values())
        # sudo: every complaint counts, whoever may read it
        complaints = self.sudo().search_fetch([
            ('kind_id', 'in', list(kinds)), ('company_id', '=', company_id), ('state', '!=', 'refused'),
            ('lesson_id', '=', False), ('received_on', '>=', _day_begins(day, longest, company))],
            ['kind_id', 'received_on', *raised], order='id')
        for kind, same in complaints.grouped('kind_id').items():
            threshold, days = kinds[kind.id]
            begin = _day_begins(day, days, company)
            recent = same.filtered(lambda complaint, begin=begin: complaint.received_on >= begin)
            for name, found in raised.items():
                for subject, some in recent.grouped(name).items():
                    if subject and len(some) >= threshold:
                        found[subject.id] = (*found.get(subject.id, ()), *some.ids)
        return raised

    @api.model
    def _get_waited_for(self, gate, document, day):
        """Return the ids of the complaints for which a document waits, none twice; no query as a rule.

        :param document: the order of the technical gate, the transfer of the quality gate; sudoed
        """
        raised = self._get_raised(gate, document.company_id.id, day)
        get_products, get_partner = SUBJECTS[document._name]
        found = []
        if raised['product_id']:
            found += [raised['product_id'].get(product.id, ()) for product in get_products(document)]
        if raised['commercial_partner_id']:
            found.append(raised['commercial_partner_id'].get(get_partner(document).commercial_partner_id.id, ()))
        return sorted({complaint_id for ids in found for complaint_id in ids})

    # === HELPERS === #

    def _forget_raised(self):
        # sudo: the kinds rule everybody
        if any(kind.raises_gate != 'none' for kind in self.sudo().kind_id):
            self.env.registry.clear_cache()

    # === HOOKS === #

    @api.model
    def _get_product_fields(self):
        return super()._get_product_fields() | {'lesson_id'}


def _day_begins(day, days, company):
    return utc_moment(day - timedelta(days=days), company, hour=0)
