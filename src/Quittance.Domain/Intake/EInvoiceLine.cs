namespace Quittance.Domain.Intake;

/// <summary>A line, BG-25.</summary>
public sealed record EInvoiceLine
{
    /// <summary>BT-126.</summary>
    public string? Id { get; init; }

    /// <summary>BT-127; several notes are separate lines of text.</summary>
    public string? Note { get; init; }

    /// <summary>BT-128, what the line invoices; its scheme is a code of UNTDID 1153.</summary>
    public EInvoiceIdentifier? InvoicedObject { get; init; }

    /// <summary>BT-129.</summary>
    public decimal? Quantity { get; init; }

    /// <summary>BT-130, a code of UN/ECE Recommendation 20 or 21: C62 one, HUR hour, KGM kilogram ...</summary>
    public string? UnitCode { get; init; }

    /// <summary>BT-131, without VAT, after the line's allowances and charges.</summary>
    public decimal? NetAmount { get; init; }

    /// <summary>BT-132, the line of the purchase order.</summary>
    public string? OrderLineReference { get; init; }

    /// <summary>BT-133.</summary>
    public string? BuyerAccountingReference { get; init; }

    /// <summary>BG-26; null when there is none.</summary>
    public EInvoicePeriod? Period { get; init; }

    /// <summary>BT-146, without VAT, for <see cref="PriceBaseQuantity"/> units.</summary>
    public decimal? Price { get; init; }

    /// <summary>BT-147, taken off <see cref="GrossPrice"/> to make <see cref="Price"/>.</summary>
    public decimal? PriceDiscount { get; init; }

    /// <summary>BT-148, for <see cref="PriceBaseQuantity"/> units.</summary>
    public decimal? GrossPrice { get; init; }

    /// <summary>BT-149; one unit when null.</summary>
    public decimal? PriceBaseQuantity { get; init; }

    /// <summary>BT-150, as <see cref="UnitCode"/>, which it should equal.</summary>
    public string? PriceBaseUnitCode { get; init; }

    /// <summary>BT-151, as <see cref="EInvoiceVat.Category"/>.</summary>
    public string? VatCategory { get; init; }

    /// <summary>BT-152, in percent.</summary>
    public decimal? VatRate { get; init; }

    /// <summary>BT-153.</summary>
    public string? Name { get; init; }

    /// <summary>BT-154.</summary>
    public string? Description { get; init; }

    /// <summary>BT-155.</summary>
    public string? SellerItemId { get; init; }

    /// <summary>BT-156.</summary>
    public string? BuyerItemId { get; init; }

    /// <summary>BT-157, usually a GTIN (scheme 0160).</summary>
    public EInvoiceIdentifier? StandardItemId { get; init; }

    /// <summary>BT-158.</summary>
    public IReadOnlyList<EInvoiceItemClass> ItemClasses { get; init; } = [];

    /// <summary>BT-159, ISO 3166-1 alpha-2.</summary>
    public string? OriginCountryCode { get; init; }

    /// <summary>BG-32.</summary>
    public IReadOnlyList<EInvoiceItemProperty> ItemProperties { get; init; } = [];

    /// <summary>BG-27 and BG-28.</summary>
    public IReadOnlyList<EInvoiceAllowanceCharge> AllowancesAndCharges { get; init; } = [];
}
