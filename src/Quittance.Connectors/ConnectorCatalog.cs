using Quittance.Connectors.AccountingSystems.HledgerWeb;
using Quittance.Connectors.AccountingSystems.Journal;
using Quittance.Connectors.AccountingSystems.Odoo;
using Quittance.Connectors.AccountingSystems.QuickBooks;
using Quittance.Connectors.AccountingSystems.Tryton;
using Quittance.Connectors.AccountingSystems.Xero;
using Quittance.Connectors.Http;
using Quittance.Connectors.InvoiceProviders.Afnor;
using Quittance.Connectors.InvoiceProviders.DropFolder;
using Quittance.Connectors.InvoiceProviders.GenericHttp;
using Quittance.Connectors.InvoiceProviders.Pennylane;
using Quittance.Connectors.InvoiceProviders.Qonto;
using Quittance.Domain.Accounting;
using Quittance.Domain.Intake;

namespace Quittance.Connectors;

/// <summary>The outside systems that bills can come from and that can keep the books: a list that is written out, so that a reader sees what there is.</summary>
public sealed class ConnectorCatalog
{
    private readonly Dictionary<string, IInvoiceProvider> _byKey;
    private readonly Dictionary<string, IAccountingSystem> _byPlatform;

    /// <exception cref="ArgumentException">Two providers have one key, or two systems.</exception>
    public ConnectorCatalog(IEnumerable<IInvoiceProvider> invoiceProviders, IEnumerable<IAccountingSystem> accountingSystems)
    {
        InvoiceProviders = [.. invoiceProviders];
        AccountingSystems = [.. accountingSystems];
        _byKey = InvoiceProviders.ToDictionary(provider => provider.Profile.Key, StringComparer.Ordinal);
        _byPlatform = AccountingSystems.ToDictionary(system => system.Profile.Platform, StringComparer.Ordinal);
    }

    /// <summary>In the order in which they are shown.</summary>
    public IReadOnlyList<IInvoiceProvider> InvoiceProviders { get; }

    /// <summary>The provider of a key; null when there is none.</summary>
    public IInvoiceProvider? FindInvoiceProvider(string key) => _byKey.GetValueOrDefault(key);

    /// <summary>In the order in which they are shown.</summary>
    public IReadOnlyList<IAccountingSystem> AccountingSystems { get; }

    /// <summary>The accounting system of a key; null when there is none.</summary>
    public IAccountingSystem? FindAccountingSystem(string platform) => _byPlatform.GetValueOrDefault(platform);

    /// <summary>Everything that ships with the product.</summary>
    /// <param name="http">Calls allowed addresses only; one for all providers.</param>
    /// <param name="dropFolder">Where connections have their drop folders.</param>
    public static ConnectorCatalog Standard(ProviderHttp http, string dropFolder, AccountingSystemOptions accounting, TimeProvider clock) => new(
        [
            new AfnorProvider(http, clock),
            new PennylaneProvider(http, clock),
            new QontoProvider(http, clock),
            new GenericHttpProvider(GenericHttpProfile.Yooz, http, clock),
            new GenericHttpProvider(GenericHttpProfile.Http, http, clock),
            new DropFolderProvider(dropFolder, clock),
        ],
        [
            new JournalSystem(accounting.Journals, clock),
            new QuickBooksSystem(accounting.QuickBooks, http, clock),
            new QuickBooksSystem(accounting.QuickBooksSandbox, http, clock),
            new XeroSystem(accounting.Xero, http, clock),
            new TrytonSystem(http, clock),
            new OdooSystem(http, clock),
            new HledgerWebSystem(http, clock),
        ]);
}
