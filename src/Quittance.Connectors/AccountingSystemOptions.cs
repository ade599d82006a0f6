using Quittance.Connectors.AccountingSystems.QuickBooks;
using Quittance.Connectors.AccountingSystems.Xero;

namespace Quittance.Connectors;

/// <summary>What the operator decides about the accounting systems.</summary>
/// <param name="Journals">The folder of the journals, one for each connection. Absolute.</param>
public sealed record AccountingSystemOptions(string Journals)
{
    /// <summary>QuickBooks Online, with the application that the operator registered.</summary>
    public QuickBooksOptions QuickBooks { get; init; } = QuickBooksOptions.Production;

    /// <summary>Intuit's sandbox; its applications have keys of their own.</summary>
    public QuickBooksOptions QuickBooksSandbox { get; init; } = QuickBooksOptions.Sandbox;

    /// <summary>Xero, with the app that the operator registered.</summary>
    public XeroOptions Xero { get; init; } = XeroOptions.Public;
}
