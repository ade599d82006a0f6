namespace Quittance.Domain.Intake.Rules;

/// <summary>How to pay.</summary>
internal static class PaymentRules
{
    // PCI DSS forbids to show more; the standard allows the first six or the last four digits.
    private const int CardDigitsMax = 10;

    public static IEnumerable<DocumentFault> Check(EInvoice invoice) => invoice.PaymentMeans.SelectMany(Check);

    private static IEnumerable<DocumentFault> Check(EInvoicePaymentMeans means)
    {
        if (means.TypeCode is null)
        {
            yield return Broken.Rule("BR-49", "A way to pay has no readable type code (BT-81).");
        }

        if (means is { IsCreditTransfer: true, HasAccountDetails: true, Account: null })
        {
            yield return Broken.Rule("BR-50", "The account to pay to (BG-17) has no readable number (BT-84).");
        }

        if (means is { IsCreditTransfer: true, Account: null })
        {
            yield return Broken.Rule("BR-61", "A credit transfer is asked for, but no account (BT-84) is given.");
        }

        if (means.CardNumber?.Length > CardDigitsMax)
        {
            yield return Broken.Rule("BR-51", "The number of the card (BT-87) is shown in full; only its last digits may be.");
        }
    }
}
