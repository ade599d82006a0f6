using Quittance.Domain;
using Quittance.Domain.Invoices;
using Quittance.Domain.Networks;
using Quittance.Server.Invoices;

namespace Quittance.Server.Demo;

/// <summary>A bill of the demo and where it is to stand.</summary>
/// <param name="DaysAgo">When it was written, before today.</param>
/// <param name="Fate">The state that it is brought to.</param>
/// <param name="Price">Of one, in major units.</param>
internal sealed record DemoBill(
    DemoParty Payer, DemoParty Payee, string Number, int DaysAgo, InvoiceStatus Fate, string Text, decimal Quantity, decimal Price)
{
    /// <summary>Net terms of every connection of the demo.</summary>
    public const int TermsDays = 30;

    public static IReadOnlyList<DemoBill> All { get; } =
    [
        new(DemoParty.Atelier, DemoParty.Papier, "NP-7781", 64, InvoiceStatus.Paid, "Kraft paper, 100 sheets", 12, 18.50m),
        new(DemoParty.Atelier, DemoParty.Werkzeuge, "BW-2088", 41, InvoiceStatus.Paid, "Cutting blades", 40, 11.90m),
        new(DemoParty.Atelier, DemoParty.Conseil, "RC-118", 35, InvoiceStatus.Paid, "Bookkeeping, month", 1, 640m),
        new(DemoParty.Studio, DemoParty.Supply, "COS-50412", 33, InvoiceStatus.Paid, "Standing desks", 3, 429m),
        new(DemoParty.Atelier, DemoParty.Werkzeuge, "BW-2101", 28, InvoiceStatus.Failed, "Bench vice", 1, 389.95m),
        new(DemoParty.Atelier, DemoParty.Conseil, "RC-121", 24, InvoiceStatus.Canceled, "Workshop that did not take place", 1, 900m),
        new(DemoParty.Studio, DemoParty.Supply, "COS-50498", 20, InvoiceStatus.Declined, "Toner, wrong model", 6, 74.25m),
        new(DemoParty.Atelier, DemoParty.Werkzeuge, "BW-2113", 12, InvoiceStatus.Scheduled, "Drill press", 1, 1249m),
        new(DemoParty.Studio, DemoParty.Supply, "COS-50533", 9, InvoiceStatus.Paying, "Copy paper, pallet", 1, 812.40m),
        new(DemoParty.Atelier, DemoParty.Conseil, "RC-124", 6, InvoiceStatus.Approved, "Bookkeeping, month", 1, 640m),
        new(DemoParty.Studio, DemoParty.Supply, "COS-50560", 3, InvoiceStatus.Submitted, "Office chairs", 4, 189.99m),
        new(DemoParty.Atelier, DemoParty.Werkzeuge, "BW-2127", 2, InvoiceStatus.Submitted, "Sanding discs", 25, 3.40m),
        new(DemoParty.Atelier, DemoParty.Conseil, "RC-127", 0, InvoiceStatus.Draft, "Advice on inventory", 6, 95m),
    ];

    public NewInvoice At(NetworkConnectionId connection, DateOnly today)
    {
        var currency = Payer == DemoParty.Studio ? Currency.Usd : Currency.Eur;
        var line = InvoiceLine.Of(Text, Quantity, Price, currency)!;
        return new NewInvoice(
            connection,
            new Money(line.AmountMinor, currency),
            null,
            new InvoiceDetails(Number, today.AddDays(-DaysAgo), null, null, null, [line]),
            Submit: Fate != InvoiceStatus.Draft);
    }
}
