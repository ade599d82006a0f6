namespace Quittance.Domain.Intake;

/// <summary>The syntaxes that EN 16931-2 lists, by their document type, a forerunner, and what else a bill is read from.</summary>
public enum EInvoiceSyntax
{
    /// <summary>OASIS UBL 2.1 <c>Invoice</c>.</summary>
    UblInvoice,

    /// <summary>OASIS UBL 2.1 <c>CreditNote</c>.</summary>
    UblCreditNote,

    /// <summary>UN/CEFACT <c>CrossIndustryInvoice</c>, D16B or D22B; also the XML inside a Factur-X file.</summary>
    Cii,

    /// <summary>No document at all: what the provider's own API says of the bill.</summary>
    ProviderData,

    /// <summary>
    /// ZUGFeRD 1.0 <c>CrossIndustryDocument</c> of 2014: older than EN 16931, but its terms are nearly the same; still found inside PDFs.
    /// </summary>
    Zugferd1,
}
