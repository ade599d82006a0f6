namespace Quittance.Domain.Intake;

/// <summary>One way the seller asks to be paid (BG-16 with at most one account of BG-17).</summary>
public sealed record EInvoicePaymentMeans
{
    /// <summary>BT-81, a code of UNTDID 4461: 30 credit transfer, 58 SEPA credit transfer, 59 SEPA direct debit, 48 card ...</summary>
    public string? TypeCode { get; init; }

    /// <summary>BT-82.</summary>
    public string? Text { get; init; }

    /// <summary>BT-83, what to write on the payment so that the seller can match it.</summary>
    public string? RemittanceReference { get; init; }

    /// <summary>True when the document opens BG-17, the details of an account to pay to, even if it then names none.</summary>
    public bool HasAccountDetails { get; init; }

    /// <summary>BT-84, an IBAN or a local account number, as written and unchecked.</summary>
    public string? Account { get; init; }

    /// <summary>BT-85.</summary>
    public string? AccountName { get; init; }

    /// <summary>BT-86, usually a BIC.</summary>
    public string? Bic { get; init; }

    /// <summary>BT-87, the last digits of the card that was charged; a sender may show four to six of them.</summary>
    public string? CardNumber { get; init; }

    /// <summary>BT-88.</summary>
    public string? CardHolder { get; init; }

    /// <summary>BT-89, the direct debit mandate.</summary>
    public string? MandateReference { get; init; }

    /// <summary>BT-91, the buyer's account that the seller will debit.</summary>
    public string? DebitedAccount { get; init; }

    /// <summary>True for the two codes of a credit transfer, 30 and 58, which need an account (BR-61).</summary>
    public bool IsCreditTransfer => TypeCode is "30" or "58";
}
