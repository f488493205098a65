from odoo import Command, fields, models


class SaleOrder(models.Model):
    """Orders that arrive as a file through Odoo's own import (UBL): channel, time, document (INT-02, INT-30)."""
    _inherit = 'sale.order'

    # === HOOKS === #

    def _extend_with_attachments(self, files_data, new=False):
        # EXTENDS account: whichever module decodes the file (sale_edi_ubl, if it is installed)
        imported = super()._extend_with_attachments(files_data, new=new)
        if new and self._desk_get_enrolled():
            self._desk_receive_files(files_data, imported)
        return imported

    def _desk_receive_files(self, files_data, imported):
        """State how the order arrived: by file, now, with the file as the customer's document."""
        self.ensure_one()
        files = self._from_files_data(files_data)
        vals = {'desk_received_at': self.desk_received_at or fields.Datetime.now()}
        if files:
            vals['desk_customer_document_ids'] = [Command.link(file.id) for file in files]
        if imported and not self.desk_channel_id:
            # A scan says nothing about its way here; a decoded file came from system to system.
            vals['desk_channel_id'] = self.env['order.desk.channel']._get_by_code('system', self.company_id).id
        self.write(vals)
