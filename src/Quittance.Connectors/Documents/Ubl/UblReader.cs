using Quittance.Domain.Intake;

namespace Quittance.Connectors.Documents.Ubl;

/// <summary>Maps a UBL 2.1 Invoice or CreditNote to the terms of EN 16931 (CEN/TS 16931-3-2).</summary>
internal sealed class UblReader(DocumentFaults faults)
{
    private const string CreditNoteRoot = "cn:CreditNote";

    // AdditionalDocumentReference carries three terms; the type code (UNTDID 1001) of two of them keeps them apart from attachments.
    private const string ProjectTypeCode = "50";

    /// <summary>UNTDID 1001: what is invoiced (BT-18, BT-128).</summary>
    public const string ObjectTypeCode = "130";

    private readonly DocumentFields _fields = new(faults);

    public EInvoice Read(DocumentElement root)
    {
        var isCreditNote = root.Name == CreditNoteRoot;
        _fields.CurrencyCode = _fields.Text(root, "cbc:DocumentCurrencyCode");
        var parties = new UblParties(_fields);
        var amounts = new UblAmounts(_fields);
        var invoice = new EInvoice
        {
            Syntax = isCreditNote ? EInvoiceSyntax.UblCreditNote : EInvoiceSyntax.UblInvoice,
            ProfileId = _fields.Text(root, "cbc:CustomizationID"),
            BusinessProcess = _fields.Text(root, "cbc:ProfileID"),
            Number = _fields.Text(root, "cbc:ID"),
            IssueDate = _fields.IsoDate(root, "cbc:IssueDate"),
            TypeCode = _fields.Text(root, isCreditNote ? "cbc:CreditNoteTypeCode" : "cbc:InvoiceTypeCode"),
            CurrencyCode = _fields.CurrencyCode,
            TaxCurrencyCode = _fields.Text(root, "cbc:TaxCurrencyCode"),
            TaxPointDate = _fields.IsoDate(root, "cbc:TaxPointDate"),
            TaxPointCode = _fields.Text(root, "cac:InvoicePeriod/cbc:DescriptionCode"),
            DueDate = DueDate(root),
            PaymentTerms = _fields.Lines(root, "cac:PaymentTerms/cbc:Note"),
            Notes = [.. _fields.All(root, "cbc:Note").Select(Note).OfType<EInvoiceNote>()],
            Seller = parties.Party(_fields.One(root, "cac:AccountingSupplierParty/cac:Party")),
            Buyer = parties.Party(_fields.One(root, "cac:AccountingCustomerParty/cac:Party")),
            Payee = parties.Payee(_fields.One(root, "cac:PayeeParty")),
            TaxRepresentative = parties.TaxRepresentative(_fields.One(root, "cac:TaxRepresentativeParty")),
            Delivery = parties.Delivery(_fields.First(root, "cac:Delivery")),
            Period = _fields.IsoPeriod(root),
            PaymentMeans = [.. _fields.All(root, "cac:PaymentMeans").Select(Means)],
            DirectDebitCreditorId = parties.CreditorId(root),
            AllowancesAndCharges = amounts.AllowancesAndCharges(root),
            Totals = amounts.Totals(root),
            VatBreakdown = amounts.VatBreakdown(root),
            Attachments = [.. Attachments(root).Select(Attachment)],
            Lines = new UblLines(_fields, amounts).Read(root, isCreditNote),
        };
        return WithReferences(invoice, root) with { AmountCurrencies = _fields.AmountCurrencies };
    }

    /// <summary>Where the content of an attachment of BG-24 stands, by its place in <see cref="EInvoice.Attachments"/>.</summary>
    public IReadOnlyList<DocumentElement?> AttachmentContents(DocumentElement root) => [.. Attachments(root).Select(Content)];

    private EInvoice WithReferences(EInvoice invoice, DocumentElement root) => invoice with
    {
        BuyerReference = _fields.Text(root, "cbc:BuyerReference"),
        ProjectReference = _fields.FirstText(root, "cac:ProjectReference/cbc:ID") ?? ProjectOfCreditNote(root),
        ContractReference = _fields.Text(_fields.First(root, "cac:ContractDocumentReference"), "cbc:ID"),
        PurchaseOrderReference = _fields.Text(root, "cac:OrderReference/cbc:ID"),
        SalesOrderReference = _fields.Text(root, "cac:OrderReference/cbc:SalesOrderID"),
        ReceivingAdviceReference = _fields.Text(_fields.First(root, "cac:ReceiptDocumentReference"), "cbc:ID"),
        DespatchAdviceReference = _fields.Text(_fields.First(root, "cac:DespatchDocumentReference"), "cbc:ID"),
        TenderReference = _fields.Text(_fields.First(root, "cac:OriginatorDocumentReference"), "cbc:ID"),
        InvoicedObject = DocumentFields.Identifier(_fields.One(Additional(root, ObjectTypeCode), "cbc:ID")),
        BuyerAccountingReference = _fields.Text(root, "cbc:AccountingCost"),
        PrecedingInvoices = [.. _fields.All(root, "cac:BillingReference").Select(Preceding)],
    };

    // A UBL credit note has no due date of its own.
    private DateOnly? DueDate(DocumentElement root) =>
        _fields.IsoDate(root, "cbc:DueDate")
        ?? _fields.All(root, "cac:PaymentMeans")
            .Select(means => _fields.IsoDate(means, "cbc:PaymentDueDate"))
            .FirstOrDefault(date => date is not null);

    // The subject code of a note stands in front of it as #AAB#, for want of an element.
    private static EInvoiceNote? Note(DocumentElement element) => element.Text switch
    {
        null => null,
        ['#', var a, var b, var c, '#', .. var text] => new EInvoiceNote(text.Trim(), $"{a}{b}{c}"),
        var text => new EInvoiceNote(text, null),
    };

    private EInvoiceReference Preceding(DocumentElement billing) => new(
        _fields.Text(billing, "cac:InvoiceDocumentReference/cbc:ID"),
        _fields.IsoDate(billing, "cac:InvoiceDocumentReference/cbc:IssueDate"));

    private EInvoicePaymentMeans Means(DocumentElement means) => new()
    {
        HasAccountDetails = _fields.One(means, "cac:PayeeFinancialAccount") is not null,
        CardNumber = _fields.Text(means, "cac:CardAccount/cbc:PrimaryAccountNumberID"),
        CardHolder = _fields.Text(means, "cac:CardAccount/cbc:HolderName"),
        TypeCode = _fields.Text(means, "cbc:PaymentMeansCode"),
        Text = _fields.One(means, "cbc:PaymentMeansCode")?.Attribute("name"),
        RemittanceReference = _fields.FirstText(means, "cbc:PaymentID"),
        Account = _fields.Text(means, "cac:PayeeFinancialAccount/cbc:ID"),
        AccountName = _fields.Text(means, "cac:PayeeFinancialAccount/cbc:Name"),
        Bic = _fields.Text(means, "cac:PayeeFinancialAccount/cac:FinancialInstitutionBranch/cbc:ID"),
        MandateReference = _fields.Text(means, "cac:PaymentMandate/cbc:ID"),
        DebitedAccount = _fields.Text(means, "cac:PaymentMandate/cac:PayerFinancialAccount/cbc:ID"),
    };

    private string? ProjectOfCreditNote(DocumentElement root) => _fields.Text(Additional(root, ProjectTypeCode), "cbc:ID");

    private DocumentElement? Additional(DocumentElement root, string typeCode) =>
        _fields.All(root, "cac:AdditionalDocumentReference")
            .FirstOrDefault(reference => _fields.Text(reference, "cbc:DocumentTypeCode") == typeCode);

    private IEnumerable<DocumentElement> Attachments(DocumentElement root) =>
        _fields.All(root, "cac:AdditionalDocumentReference")
            .Where(reference => _fields.Text(reference, "cbc:DocumentTypeCode") is not (ProjectTypeCode or ObjectTypeCode));

    private DocumentElement? Content(DocumentElement reference) =>
        _fields.One(reference, "cac:Attachment/cbc:EmbeddedDocumentBinaryObject");

    private EInvoiceAttachment Attachment(DocumentElement reference)
    {
        var content = Content(reference);
        return new EInvoiceAttachment(
            _fields.Text(reference, "cbc:ID"),
            _fields.Lines(reference, "cbc:DocumentDescription"),
            content?.Attribute("filename"),
            content?.Attribute("mimeCode"),
            _fields.Text(reference, "cac:Attachment/cac:ExternalReference/cbc:URI"));
    }
}
