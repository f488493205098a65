"""Who hears of a complaint: the responsible department and the service supervisor, at once."""
from odoo import models
from odoo.tools.mail import plaintext2html

from ..core.roles import get_members

# Which role works on the complaints of a department.
DEPARTMENT_GROUPS = {
    'sales': 'sales_team.group_sale_manager',
    'order_desk': 'order_desk.group_order_supervisor',
    'technical': 'order_desk.group_engineer',
    'purchasing': 'order_desk.group_material_planner',
    'production': 'order_desk.group_production_manager',
    'quality': 'order_desk.group_quality_inspector',
    'warehouse': 'order_desk.group_shipping_clerk',
    'finance': 'order_desk.group_finance_clerk',
    'service': 'order_desk.group_service_supervisor',
}
SERVICE = 'order_desk.group_service_supervisor'
ACTIVITY = 'order_desk.activity_type_complaint'


class OrderDeskComplaint(models.Model):
    _inherit = 'order.desk.complaint'

    # === CRUD === #

    def write(self, vals):
        moved = self.filtered(
            lambda complaint: complaint.department != vals['department']) if vals.get('department') else self.browse()
        result = super().write(vals)
        if moved:
            moved.sudo()._call_departments()  # sudo: the activity is another's
        return result

    # === BUSINESS METHODS === #

    def _notify_registered(self):
        """Tell department, service supervisor and salesperson; an activity for who has to act (CMP-01)."""
        complaints = self.sudo()  # sudo: who registers need not see users, and the activities are others'
        members = self._get_department_members(complaints)
        for complaint in complaints:
            told = (
                members[complaint.company_id, complaint.department] | members[complaint.company_id, 'service']
                | complaint.salesperson_id | complaint.user_id)
            complaint.message_post(
                body=self.env._(
                    "%(kind)s, %(customer)s: %(description)s", kind=complaint.kind_id.name,
                    customer=complaint.partner_id.display_name, description=complaint.description),
                subject=self.env._("Complaint %(complaint)s", complaint=complaint.name),
                partner_ids=told.partner_id.ids, subtype_xmlid='mail.mt_note')
        complaints._call_departments(members)
        bodies = {
            complaint.order_id.id: self.env._(
                "Complaint %(complaint)s registered: %(kind)s.", complaint=complaint.name, kind=complaint.kind_id.name)
            for complaint in complaints if complaint.order_id}
        complaints.order_id._message_log_batch(bodies=bodies)

    def _call_departments(self, members=None):
        """Give an activity to somebody of each department, and one to the service supervisor (sudoed complaints)."""
        members = members or self._get_department_members(self)
        for complaint in self:
            company = complaint.company_id
            worker = complaint.user_id or members[company, complaint.department][:1]
            manager = members[company, 'service'][:1]
            busy = complaint.activity_ids.user_id
            for user, summary in (
                (worker, self.env._("Handle the complaint")), (manager, self.env._("Follow the complaint"))):
                if user and user not in busy:
                    busy |= user
                    complaint.activity_schedule(
                        ACTIVITY, summary=summary, note=plaintext2html(complaint.description), user_id=user.id,
                        date_deadline=complaint.deadline or None)

    # === HELPERS === #

    def _get_department_members(self, complaints):
        """Return ``{(company, department): users}`` for these complaints and for the service department.

        One query for each department that is concerned.
        """
        companies = complaints.company_id
        members = {(company, False): self.env['res.users'] for company in companies}
        for department in {*complaints.mapped('department'), 'service'} - {False}:
            group = self.env.ref(DEPARTMENT_GROUPS[department])
            users = get_members(self.env, group.ids, companies)
            for company in companies:
                members[company, department] = users.filtered(
                    lambda user, company=company: company in user.company_ids)
        return members
