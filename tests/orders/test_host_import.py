from odoo.tests import tagged

from .intake_common import IntakeCommon


@tagged('post_install', '-at_install')
class TestHostImport(IntakeCommon):

    def test_ubl(self):
        """INT-02, INT-30: an order that arrives as UBL has channel, time received and its XML as the document."""
        if 'sale.edi.xml.ubl_bis3' not in self.env:
            self.skipTest("the host's UBL module is not installed")
        xml = UBL.format(product=self.product_a.default_code, customer=self.partner.name).encode()
        attachment = self._attachment("order.xml", xml, user=self.clerk, mimetype='application/xml')
        orders = self.env['sale.order'].with_user(self.clerk)
        action = orders.create_document_from_attachment(attachment.ids)
        order = self.env['sale.order'].browse(action['res_id'])
        self.assertEqual(order.partner_id, self.partner)
        self.assertEqual(order.client_order_ref, "PO-77")
        self.assertEqual(order.desk_channel_id.code, 'system')
        self.assertTrue(order.desk_received_at)
        self.assertEqual(order.desk_customer_document_ids, attachment)
        self.assertEqual(order.desk_order_taker_id, self.clerk)
        self.assertFalse({'document', 'channel', 'received'} & set(self._codes(order)))

    def test_scan(self):
        """INT-01, INT-30: a scan dropped on the order list is the document; its channel is for the clerk to say."""
        attachment = self._attachment("fax.pdf", b"%PDF-1.4 scan", user=self.clerk)
        action = self.env['sale.order'].with_user(self.clerk).create_document_from_attachment(attachment.ids)
        order = self.env['sale.order'].browse(action['res_id'])
        self.assertEqual(order.desk_customer_document_ids, attachment)
        self.assertIn('channel', self._codes(order))


UBL = """<?xml version="1.0" encoding="UTF-8"?>
<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"
       xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
       xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
  <cbc:CustomizationID>urn:fdc:peppol.eu:poacc:trns:order:3</cbc:CustomizationID>
  <cbc:ID>PO-77</cbc:ID>
  <cbc:IssueDate>2026-01-02</cbc:IssueDate>
  <cac:BuyerCustomerParty><cac:Party>
    <cac:PartyName><cbc:Name>{customer}</cbc:Name></cac:PartyName>
    <cac:PartyLegalEntity><cbc:RegistrationName>{customer}</cbc:RegistrationName></cac:PartyLegalEntity>
  </cac:Party></cac:BuyerCustomerParty>
  <cac:OrderLine><cac:LineItem>
    <cbc:ID>1</cbc:ID><cbc:Quantity unitCode="C62">4</cbc:Quantity>
    <cbc:LineExtensionAmount currencyID="USD">400</cbc:LineExtensionAmount>
    <cac:Price><cbc:PriceAmount currencyID="USD">100</cbc:PriceAmount></cac:Price>
    <cac:Item><cbc:Name>Pump A</cbc:Name>
      <cac:SellersItemIdentification><cbc:ID>{product}</cbc:ID></cac:SellersItemIdentification></cac:Item>
  </cac:LineItem></cac:OrderLine>
</Order>
"""
