using System.Xml;
using Quittance.Connectors;
using Quittance.Domain;
using Quittance.Domain.Intake;

namespace Quittance.Server.Intake;

/// <summary>The providers that this server knows, and what a connection's settings mean to each.</summary>
internal sealed class InvoiceProviders(ConnectorCatalog catalog)
{
    private const int MessageMax = 500;

    public IReadOnlyList<IInvoiceProvider> All => catalog.InvoiceProviders;

    /// <exception cref="RefusedException">There is no such provider.</exception>
    public IInvoiceProvider Require(string key) => catalog.FindInvoiceProvider(key) ?? throw new RefusedException(
        Refusal.UnknownProvider, $"There is no invoice provider {key}. The providers: {string.Join(", ", All.Select(provider => provider.Profile.Key))}.");

    /// <summary>The provider of a stored connection, and what it is called with.</summary>
    /// <exception cref="ProviderException">This version of the server does not have the provider.</exception>
    public (IInvoiceProvider Provider, ProviderAccess Access) Of(string key, ProviderAccess stored) => catalog.FindInvoiceProvider(key) is { } provider
        ? (provider, stored with { Settings = provider.Profile.WithDefaults(stored.Settings) })
        : throw new ProviderException(ProviderFault.NotConfigured, $"This server has no invoice provider {key}.");

    /// <summary>Whether a connection can be asked for bills, so that it is worth a place in the schedule.</summary>
    public bool CanPoll(InvoiceConnection connection)
    {
        // Whether the key is there is all that counts; what it is needs no opening.
        var (provider, access) = Of(connection.Provider, new ProviderAccess(connection.Id.Value, connection.HasApiKey ? "***" : null, connection.Settings));
        return provider.CanPoll(access);
    }

    /// <summary>Whether a provider calls us.</summary>
    public bool SendsWebhooks(string key) => catalog.FindInvoiceProvider(key) is IWebhookSender;

    /// <summary>The statuses of its bills that a connection's provider is told.</summary>
    public IReadOnlyList<BillStatus> WantedBy(InvoiceConnection connection)
    {
        var (provider, access) = Of(connection.Provider, new ProviderAccess(connection.Id.Value, null, connection.Settings));
        return provider is IBillStatusReceiver receiver ? [.. Enum.GetValues<BillStatus>().Where(status => receiver.Wants(access, status))] : [];
    }

    /// <summary>What a failure says, fit to be stored and shown: a provider may repeat in its answer the key that it was called with.</summary>
    public static string MessageOf(ProviderException failure, ProviderAccess access)
    {
        var message = access.ApiKey is { Length: > 0 } key ? failure.Message.Replace(key, "***", StringComparison.Ordinal) : failure.Message;
        return message.Length > MessageMax ? $"{message[..MessageMax]}…" : message;
    }

    /// <summary>How often a connection is asked for bills.</summary>
    public static TimeSpan IntervalOf(IInvoiceProvider provider, ProviderAccess access) =>
        access.Setting(InvoiceProviderProfile.IntervalSetting) is { } text ? XmlConvert.ToTimeSpan(text) : provider.Profile.DefaultInterval;
}
