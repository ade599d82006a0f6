using System.Net;
using Microsoft.AspNetCore.Identity;
using Npgsql;
using Quittance.Domain;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Users;

/// <summary>Starts a session for whoever knows the password of an e-mail address.</summary>
internal sealed class SignIn(Database database, NpgsqlDataSource source, SignInThrottle throttle, PasswordHashes hashes, TimeProvider clock)
{
    /// <summary>How long a session lasts.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    // Anyone who runs an organization may add any address to it; this bounds the work that makes for the address's holder.
    private const int OrganizationsMax = 20;

    /// <param name="organization">Which one, for an address and a password that fit several; null if the caller does not know.</param>
    /// <param name="requestId">The request that asks, for the audit log.</param>
    public async Task<SignedIn> RunAsync(
        string email, string password, OrganizationId? organization, IPAddress? remote, string requestId, CancellationToken cancel)
    {
        email = Email.Normalize(email);
        await throttle.CountAsync(email, remote, cancel);

        var known = await CandidatesAsync(email, organization, cancel);
        var matches = known.Where(candidate => candidate.Verify(hashes, password) != PasswordVerificationResult.Failed).ToList();
        if (known.Count == 0)
        {
            hashes.Verify(null, password); // An unknown address takes as long as a wrong password.
        }

        if (matches.Count == 0)
        {
            throw Failed();
        }

        await throttle.ForgiveAsync(email, remote, cancel);
        return matches.Count == 1
            ? await StartAsync(matches[0], password, requestId, cancel)
            : throw await AmbiguousAsync(matches, cancel);
    }

    private async Task<SignedIn> StartAsync(Candidate candidate, string password, string requestId, CancellationToken cancel)
    {
        var newHash = candidate.Verified == PasswordVerificationResult.SuccessRehashNeeded ? hashes.Hash(password) : null;
        var now = clock.GetUtcNow();
        await using var session = await database.OpenAsync(candidate.Organization, cancel);
        // The member may have been removed, or the password changed, since it was verified.
        if (await session.Users.HoldAsync(candidate.User, cancel) is not { } member
            || await session.Users.PasswordHashAsync(candidate.User, cancel) != candidate.Hash)
        {
            throw Failed();
        }

        if (newHash is not null)
        {
            await session.Users.SetPasswordAsync(candidate.User, newHash, now, cancel);
        }

        var token = Token.New(Token.SessionPrefix);
        await session.SignIns.RemoveExpiredAsync(now, cancel);
        await session.SignIns.AddAsync(candidate.User, token.Hash, now, now + Lifetime, cancel);
        var organizationName = await session.Users.OrganizationNameAsync(cancel);
        session.Audit.Add(new Actor($"user:{member.User.Email}", requestId), "member.signed_in", $"{member.Id}", null, null);
        await session.CommitAsync(cancel);
        return new SignedIn(member, candidate.Organization, organizationName, token, now + Lifetime);
    }

    private async Task<List<Candidate>> CandidatesAsync(string email, OrganizationId? organization, CancellationToken cancel)
    {
        await using var command = source.CreateCommand(
            """
            select organization_id, id, password_hash
            from gate.sign_in_candidates($1)
            where $2::uuid is null or organization_id = $2
            limit $3
            """);
        command.Parameters.Add(new() { Value = Token.HashOf(email) });
        command.Parameters.Add(new() { Value = (object?)organization?.Value ?? DBNull.Value });
        command.Parameters.Add(new() { Value = OrganizationsMax });
        await using var row = await command.ExecuteReaderAsync(cancel);
        var candidates = new List<Candidate>();
        while (await row.ReadAsync(cancel))
        {
            candidates.Add(new Candidate(new OrganizationId(row.GetGuid(0)), new UserId(row.GetGuid(1)), row.GetString(2)));
        }

        return candidates;
    }

    private async Task<RefusedException> AmbiguousAsync(IReadOnlyList<Candidate> matches, CancellationToken cancel)
    {
        var choices = new List<FieldFault>();
        foreach (var match in matches)
        {
            await using var session = await database.OpenAsync(match.Organization, cancel);
            choices.Add(new FieldFault("organizationId", $"{match.Organization} is {await session.Users.OrganizationNameAsync(cancel)}"));
        }

        return new RefusedException(
            Refusal.OrganizationAmbiguous, "The address and the password fit several organizations. Send the organizationId of one of them.", choices);
    }

    private static RefusedException Failed() => new(Refusal.SignInFailed, "The e-mail address or the password is wrong.");

    private sealed record Candidate(OrganizationId Organization, UserId User, string Hash)
    {
        public PasswordVerificationResult Verified { get; private set; }

        public PasswordVerificationResult Verify(PasswordHashes hashes, string password) => Verified = hashes.Verify(Hash, password);
    }
}

/// <summary>A session that has begun.</summary>
/// <param name="Token">What the cookie holds; shown to nobody else.</param>
internal sealed record SignedIn(Member Member, OrganizationId Organization, string OrganizationName, Token Token, DateTimeOffset ExpiresAt);
