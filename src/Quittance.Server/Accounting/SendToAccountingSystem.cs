using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Quittance.Domain;
using Quittance.Domain.Accounting;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>Sends the holder of a <c>connection_url</c> to the system's own page, to agree there.</summary>
internal sealed class SendToAccountingSystem(Database database, AccountingSystems systems, ReadAccountingLink read, TimeProvider clock)
{
    /// <param name="redirectUri">Where the system sends the user back to.</param>
    public async Task<SentToAccountingSystem> RunAsync(Token link, string platform, Uri redirectUri, CancellationToken cancel)
    {
        var system = systems.Require(platform, "platform");
        if (system is not IAuthorizedByUser authorized)
        {
            throw new RefusedException(Refusal.InvalidInput, "Validation failed.", new FieldFault("platform", $"{system.Profile.Name} has no page to agree on"));
        }

        var card = await read.RunAsync(link, cancel);
        var now = clock.GetUtcNow();
        // RFC 7636, section 4.1 and 4.2: 32 random bytes make a verifier of 43 characters, and S256 its challenge.
        var (state, verifier) = (Token.New(""), Token.New(""));
        var address = authorized.AuthorizeAt(redirectUri, state.Text, Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier.Text))));

        await using var session = await database.OpenAsync(card.Organization, cancel);
        var connection = await session.AccountingConnections.LockAsync(card.Connection.Id, cancel);
        connection.RequireLink(now);
        connection.RequireConnectable(system.Profile.Platform);
        await session.AccountingConsents.ForgetOpenAsync(connection.Id, cancel);
        await session.AccountingConsents.AddAsync(connection, system.Profile.Platform, state, verifier, now, cancel);
        await session.CommitAsync(cancel);
        return new SentToAccountingSystem(address, state);
    }
}

/// <summary>Where a user goes to agree.</summary>
/// <param name="State">Comes back with them; kept in their browser too, so that nobody else's consent can be slipped in.</param>
internal sealed record SentToAccountingSystem(Uri Address, Token State)
{
    /// <summary>Never the state.</summary>
    public override string ToString() => Address.Host;
}
