from contextlib import contextmanager
from unittest.mock import patch

from freezegun import freeze_time

from ..common import OrderDeskCommon


class CalendarCommon(OrderDeskCommon):
    """Only the company under test, and only the report duties that a test makes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['res.company'].search([('id', '!=', cls.company.id)]).desk_enabled = False
        cls.company.partner_id.tz = 'Asia/Shanghai'
        cls.Definition = cls.env['order.desk.report.definition']
        cls.Definition.with_context(active_test=False).search([]).active = False
        cls.Run = cls.env['order.desk.report.run']
        cls.service = cls.users['service_supervisor']

    @classmethod
    def _duty(cls, code='new_customers', **vals):
        return cls.Definition.create({
            'name': f"Duty {code}", 'code': code, 'group_ids': cls.env.ref('order_desk.group_service_supervisor').ids,
            'owner_id': cls.users['order_supervisor'].id, **vals})

    @contextmanager
    def _at(self, moment):
        """Let it be that moment (UTC); the host's progress commits nothing."""
        with freeze_time(moment), patch.object(type(self.env['ir.cron']), '_commit_progress', return_value=True):
            yield

    def _tick(self, moment):
        """Let the scheduler work at that moment."""
        with self._at(moment):
            self.Run._cron_run()

    def _runs(self, duty, *states):
        return self.Run.search([
            ('definition_id', '=', duty.id), ('state', 'in', states or ('done', 'made', 'failed', 'missed'))],
            order='date_from')
