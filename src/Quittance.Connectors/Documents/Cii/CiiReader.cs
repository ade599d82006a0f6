using Quittance.Domain.Intake;

namespace Quittance.Connectors.Documents.Cii;

/// <summary>Maps a UN/CEFACT CrossIndustryInvoice (D16B; D22B kept its namespaces) to the terms of EN 16931 (CEN/TS 16931-3-3).</summary>
internal sealed class CiiReader(DocumentFaults faults)
{
    /// <summary>The root element's name.</summary>
    public const string Root = "rsm:CrossIndustryInvoice";

    // UNTDID 1001: an additional document of this type is an attachment; others are BT-17 and BT-18.
    private const string AttachmentTypeCode = "916";

    private readonly DocumentFields _fields = new(faults);

    public EInvoice Read(DocumentElement root)
    {
        var context = _fields.One(root, "rsm:ExchangedDocumentContext");
        var document = _fields.One(root, "rsm:ExchangedDocument");
        var trade = _fields.One(root, "rsm:SupplyChainTradeTransaction");
        var agreement = _fields.One(trade, "ram:ApplicableHeaderTradeAgreement");
        var delivery = _fields.One(trade, "ram:ApplicableHeaderTradeDelivery");
        var settlement = _fields.One(trade, "ram:ApplicableHeaderTradeSettlement");
        var terms = _fields.All(settlement, "ram:SpecifiedTradePaymentTerms");

        _fields.CurrencyCode = _fields.Text(settlement, "ram:InvoiceCurrencyCode");
        var parties = new CiiParties(_fields);
        var amounts = new CiiAmounts(_fields);
        var invoice = new EInvoice
        {
            Syntax = EInvoiceSyntax.Cii,
            ProfileId = _fields.Text(context, "ram:GuidelineSpecifiedDocumentContextParameter/ram:ID"),
            BusinessProcess = _fields.Text(context, "ram:BusinessProcessSpecifiedDocumentContextParameter/ram:ID"),
            Number = _fields.Text(document, "ram:ID"),
            IssueDate = _fields.CompactDate(document, "ram:IssueDateTime/udt:DateTimeString"),
            TypeCode = _fields.Text(document, "ram:TypeCode"),
            CurrencyCode = _fields.CurrencyCode,
            TaxCurrencyCode = _fields.Text(settlement, "ram:TaxCurrencyCode"),
            DueDate = terms
                .Select(term => _fields.CompactDate(term, "ram:DueDateDateTime/udt:DateTimeString"))
                .FirstOrDefault(date => date is not null),
            PaymentTerms = DocumentFields.Joined(terms.Select(term => _fields.Lines(term, "ram:Description"))),
            Notes = [.. _fields.All(document, "ram:IncludedNote").Select(Note).OfType<EInvoiceNote>()],
            Seller = parties.Party(_fields.One(agreement, "ram:SellerTradeParty")),
            Buyer = parties.Party(_fields.One(agreement, "ram:BuyerTradeParty")),
            Payee = _fields.One(settlement, "ram:PayeeTradeParty") is { } payee ? parties.Party(payee) : null,
            DeliveryDate = _fields.CompactDate(delivery, "ram:ActualDeliverySupplyChainEvent/ram:OccurrenceDateTime/udt:DateTimeString"),
            PeriodStart = _fields.CompactDate(settlement, "ram:BillingSpecifiedPeriod/ram:StartDateTime/udt:DateTimeString"),
            PeriodEnd = _fields.CompactDate(settlement, "ram:BillingSpecifiedPeriod/ram:EndDateTime/udt:DateTimeString"),
            PaymentMeans = Means(settlement, terms),
            DirectDebitCreditorId = _fields.Text(settlement, "ram:CreditorReferenceID"),
            AllowancesAndCharges = amounts.AllowancesAndCharges(settlement),
            Totals = amounts.Totals(settlement),
            VatBreakdown = amounts.VatBreakdown(settlement),
            Attachments = [.. _fields.All(agreement, "ram:AdditionalReferencedDocument").Where(IsAttachment).Select(Attachment)],
            Lines = new CiiLines(_fields, amounts).Read(trade),
        };
        return WithReferences(invoice, agreement, delivery, settlement);
    }

    private EInvoice WithReferences(
        EInvoice invoice,
        DocumentElement? agreement,
        DocumentElement? delivery,
        DocumentElement? settlement) => invoice with
        {
            BuyerReference = _fields.Text(agreement, "ram:BuyerReference"),
            ProjectReference = _fields.Text(agreement, "ram:SpecifiedProcuringProject/ram:ID"),
            ContractReference = _fields.Text(agreement, "ram:ContractReferencedDocument/ram:IssuerAssignedID"),
            PurchaseOrderReference = _fields.Text(agreement, "ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID"),
            SalesOrderReference = _fields.Text(agreement, "ram:SellerOrderReferencedDocument/ram:IssuerAssignedID"),
            ReceivingAdviceReference = _fields.Text(delivery, "ram:ReceivingAdviceReferencedDocument/ram:IssuerAssignedID"),
            DespatchAdviceReference = _fields.Text(delivery, "ram:DespatchAdviceReferencedDocument/ram:IssuerAssignedID"),
            BuyerAccountingReference = _fields.Text(_fields.First(settlement, "ram:ReceivableSpecifiedTradeAccountingAccount"), "ram:ID"),
            PrecedingInvoices = [.. _fields.All(settlement, "ram:InvoiceReferencedDocument").Select(Preceding).OfType<EInvoiceReference>()],
        };

    private EInvoiceNote? Note(DocumentElement note) =>
        _fields.Lines(note, "ram:Content") is { } text ? new EInvoiceNote(text, _fields.Text(note, "ram:SubjectCode")) : null;

    private EInvoiceReference? Preceding(DocumentElement reference) =>
        _fields.Text(reference, "ram:IssuerAssignedID") is { } number
            ? new EInvoiceReference(number, _fields.CompactDate(reference, "ram:FormattedIssueDateTime/qdt:DateTimeString"))
            : null;

    // The remittance reference and the mandate stand once for all means.
    private EInvoicePaymentMeans[] Means(DocumentElement? settlement, IReadOnlyList<DocumentElement> terms)
    {
        var reference = _fields.Text(settlement, "ram:PaymentReference");
        var mandate = terms.Select(term => _fields.FirstText(term, "ram:DirectDebitMandateID")).FirstOrDefault(id => id is not null);
        return
        [
            .. _fields.All(settlement, "ram:SpecifiedTradeSettlementPaymentMeans").Select(means => new EInvoicePaymentMeans
            {
                TypeCode = _fields.Text(means, "ram:TypeCode"),
                Text = _fields.Lines(means, "ram:Information"),
                RemittanceReference = reference,
                Account = _fields.Text(means, "ram:PayeePartyCreditorFinancialAccount/ram:IBANID")
                    ?? _fields.Text(means, "ram:PayeePartyCreditorFinancialAccount/ram:ProprietaryID"),
                AccountName = _fields.Text(means, "ram:PayeePartyCreditorFinancialAccount/ram:AccountName"),
                Bic = _fields.Text(means, "ram:PayeeSpecifiedCreditorFinancialInstitution/ram:BICID"),
                MandateReference = mandate,
                DebitedAccount = _fields.Text(means, "ram:PayerPartyDebtorFinancialAccount/ram:IBANID"),
            }),
        ];
    }

    private bool IsAttachment(DocumentElement document) => _fields.Text(document, "ram:TypeCode") == AttachmentTypeCode;

    private EInvoiceAttachment Attachment(DocumentElement document)
    {
        var content = _fields.One(document, "ram:AttachmentBinaryObject");
        return new EInvoiceAttachment(
            _fields.Text(document, "ram:IssuerAssignedID"),
            _fields.Lines(document, "ram:Name"),
            content?.Attribute("filename"),
            content?.Attribute("mimeCode"),
            _fields.Text(document, "ram:URIID"));
    }
}
