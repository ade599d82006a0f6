using Quittance.Domain.Intake;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Intake;

/// <summary>Asks the provider whether the stored access works. Changes nothing, here or there.</summary>
internal sealed class TestInvoiceConnection(Database database, InvoiceProviders providers, TimeProvider clock)
{
    /// <summary>A person waits for the answer.</summary>
    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(30);

    public async Task<ConnectionTest> RunAsync(Caller caller, InvoiceConnectionId id, CancellationToken cancel)
    {
        var (key, stored) = await OpenAsync(caller, id, cancel);
        try
        {
            var (provider, access) = providers.Of(key, stored);
            return new ConnectionTest(null, await ProviderCall.WithinAsync(TimeMax, clock, limited => provider.TestAsync(access, limited), cancel), clock.GetUtcNow());
        }
        catch (ProviderException failure)
        {
            return new ConnectionTest(failure.Fault, InvoiceProviders.MessageOf(failure, stored), clock.GetUtcNow());
        }
    }

    // Switched off or not: a person tests before switching on.
    private async Task<(string Provider, ProviderAccess Access)> OpenAsync(Caller caller, InvoiceConnectionId id, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        var connection = await session.InvoiceConnections.GetAsync(id, cancel);
        return (connection.Provider, await session.InvoiceConnections.AccessOfAsync(connection, cancel));
    }
}

/// <summary>What a test found.</summary>
/// <param name="Fault">Null when the access works.</param>
internal sealed record ConnectionTest(ProviderFault? Fault, string Message, DateTimeOffset TestedAt);
