using Quittance.Domain.Intake;

namespace Quittance.Connectors.Documents.Cii;

/// <summary>The ways to pay of a CrossIndustryInvoice.</summary>
internal sealed class CiiPayment(DocumentFields fields)
{
    // The remittance reference and the mandate stand once for all means.
    public IReadOnlyList<EInvoicePaymentMeans> Means(DocumentElement? settlement, IReadOnlyList<DocumentElement> terms)
    {
        var reference = fields.Text(settlement, "ram:PaymentReference");
        var mandate = terms.Select(term => fields.FirstText(term, "ram:DirectDebitMandateID")).FirstOrDefault(id => id is not null);
        return [.. fields.All(settlement, "ram:SpecifiedTradeSettlementPaymentMeans").Select(means => One(means, reference, mandate))];
    }

    private EInvoicePaymentMeans One(DocumentElement means, string? reference, string? mandate)
    {
        var account = fields.One(means, "ram:PayeePartyCreditorFinancialAccount");
        var card = fields.One(means, "ram:ApplicableTradeSettlementFinancialCard");
        return new EInvoicePaymentMeans
        {
            TypeCode = fields.Text(means, "ram:TypeCode"),
            Text = fields.Lines(means, "ram:Information"),
            RemittanceReference = reference,
            HasAccountDetails = account is not null,
            Account = fields.Text(account, "ram:IBANID") ?? fields.Text(account, "ram:ProprietaryID"),
            AccountName = fields.Text(account, "ram:AccountName"),
            Bic = fields.Text(means, "ram:PayeeSpecifiedCreditorFinancialInstitution/ram:BICID"),
            CardNumber = fields.Text(card, "ram:ID"),
            CardHolder = fields.Text(card, "ram:CardholderName"),
            MandateReference = mandate,
            DebitedAccount = fields.Text(means, "ram:PayerPartyDebtorFinancialAccount/ram:IBANID"),
        };
    }
}
