using Quittance.Domain.Intake;

namespace Quittance.Connectors.InvoiceProviders.GenericHttp;

/// <summary>Reads the generic HTTP bill feed.</summary>
public sealed class GenericHttpProvider(InvoiceProviderProfile profile, HttpClient outside) : IInvoiceProvider
{
    /// <inheritdoc/>
    public InvoiceProviderProfile Profile => profile;

    /// <inheritdoc/>
    public bool CanPoll(ProviderAccess access) => access.Setting(GenericHttpProfile.BaseUrl) is not null;

    /// <inheritdoc/>
    public Task<string> TestAsync(ProviderAccess access, CancellationToken cancel) => throw NotYet(access);

    /// <inheritdoc/>
    public Task<ProviderPage> ListAsync(ProviderAccess access, ProviderPlace place, CancellationToken cancel) => throw NotYet(access);

    /// <inheritdoc/>
    public Task<ProviderFile> FetchAsync(ProviderAccess access, string externalId, CancellationToken cancel) => throw NotYet(access);

    private ProviderException NotYet(ProviderAccess access) =>
        new(ProviderFault.Unavailable, $"{access.Required(GenericHttpProfile.BaseUrl)} is not called yet (limit {outside.Timeout}).");
}
