from odoo import fields, models

from ..core.roles import OFFICE
from .customer_paper import FOREVER


class ResPartner(models.Model):
    """What the papers of a customer amount to, kept on the customer so that a gate reads no table."""
    _inherit = 'res.partner'

    # === FIELDS === #

    desk_paper_ids = fields.One2many('order.desk.customer.paper', 'partner_id', string="Papers", groups=OFFICE)
    # {company id or "0": {kind id: [[from, until], …]}}
    desk_paper_ends = fields.Json(copy=False, readonly=True)

    # === BUSINESS METHODS === #

    def _desk_sync_papers(self):
        """Note the validity of the customers' papers; one query and one write per distinct result."""
        papers = self.env['order.desk.customer.paper'].sudo().search_fetch(  # sudo: papers of all companies
            [('partner_id', 'in', self.ids)], ['partner_id', 'kind_id', 'company_id', 'valid_from', 'valid_until'])
        ends = {}
        for paper in papers:
            kinds = ends.setdefault(paper.partner_id.id, {}).setdefault(str(paper.company_id.id or 0), {})
            kinds.setdefault(str(paper.kind_id.id), []).append(
                [str(paper.valid_from or ''), str(paper.valid_until or FOREVER)])
        for partner in self.exists().sudo():  # sudo: who files a paper need not write customers
            if (partner.desk_paper_ends or {}) != ends.get(partner.id, {}):
                partner._desk_write_archive({'desk_paper_ends': ends.get(partner.id) or False})

    def _desk_get_paper_findings(self, company, today):
        """Return which papers of one customer are missing or have expired on a day.

        :param today: the day to judge on
        :return: ``([(kind id, name)], [(kind id, name, ISO date of expiry)])``: missing, expired
        """
        partner = self.commercial_partner_id
        day = fields.Date.to_string(today)
        spans = {}
        for company_key in ('0', str(company.id)):
            for kind, kind_spans in ((partner.desk_paper_ends or {}).get(company_key) or {}).items():
                spans.setdefault(kind, []).extend(kind_spans)
        missing, expired = [], []
        for kind, (name, required) in self.env['order.desk.customer.paper.kind']._get_kinds(company.id).items():
            kind_spans = spans.get(kind, [])
            if any(start <= day <= end for start, end in kind_spans):
                continue
            last = max((end for _start, end in kind_spans if end < day), default=None)
            if last:
                expired.append((kind, name, last))
            elif required:
                missing.append((kind, name))
        return missing, expired
