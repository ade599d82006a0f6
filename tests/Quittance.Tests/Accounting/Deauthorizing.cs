using Microsoft.Extensions.DependencyInjection;
using Quittance.Domain.Accounting;
using Quittance.Server.Accounting;
using Quittance.Server.Storage;

namespace Quittance.Tests.Accounting;

internal static class Deauthorizing
{
    /// <summary>What a synchronisation does when the system does not take the credentials any more.</summary>
    public static async Task DeauthorizeAsync(this TestServer server, OrganizationId organization, string connection)
    {
        var (cancel, now) = (TestContext.Current.CancellationToken, server.Clock.GetUtcNow());
        await using var session = await server.Services.GetRequiredService<Database>().OpenAsync(organization, cancel);
        var fault = new AccountingConnectionFault(AccountingFault.CredentialsRefused, "The password was changed.", "403", now);
        await session.DeauthorizeAccountingAsync(new Actor("test"), new AccountingConnectionId(Guid.Parse(connection)), fault, now, cancel);
        await session.CommitAsync(cancel);
    }
}
