using Npgsql;
using Quittance.Domain.Businesses;
using Quittance.Server.Storage;

namespace Quittance.Server.Security;

/// <summary>Asks the database who presents a token or session.</summary>
internal static class CallerQuestion
{
    private const string Text =
        "select organization_id, kind, id, user_id, label, permissions, business_ids, is_embedded, business_user_id from gate.authenticate($1, $2)";

    /// <summary>The same as the first part of a batch. Only who is known enters, and sees what they see from there on.</summary>
    public static NpgsqlBatchCommand Entering(byte[] hash, DateTimeOffset now) => new(
        """
        select organization_id, kind, id, user_id, label, permissions, business_ids, is_embedded, business_user_id,
               set_config('quittance.organization', organization_id::text, true), set_config('quittance.businesses', coalesce(business_ids::text, ''), true)
        from gate.authenticate($1, $2)
        """)
    {
        Parameters = { new NpgsqlParameter<byte[]> { TypedValue = hash }, new NpgsqlParameter<DateTimeOffset> { TypedValue = now } },
    };

    /// <summary>Asks by the hash of what was presented.</summary>
    /// <param name="isSession">Whether only a person's session will do.</param>
    /// <returns>Null when it is unknown, revoked or expired.</returns>
    public static async Task<Caller?> AskAsync(PageSource source, byte[] hash, bool isSession, DateTimeOffset now, string? requestId, CancellationToken cancel)
    {
        await using var command = source.Command(Text);
        command.Parameters.Add(new() { Value = hash });
        command.Parameters.Add(new() { Value = now });
        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel) && (!isSession || IsSession(row)) ? Read(row, requestId) with { PresentedHash = hash } : null;
    }

    private static bool IsSession(NpgsqlDataReader row) => row.GetString(1) == "user";

    public static Caller Read(NpgsqlDataReader row, string? requestId) => new(
        new OrganizationId(row.GetGuid(0)),
        row.GetGuid(2),
        row.ValueOrNull<Guid>(3),
        $"{row.GetString(1)}:{row.GetString(4)}",
        row.GetFieldValue<string[]>(5).ToHashSet(StringComparer.Ordinal),
        row.ArrayOrNull<Guid>(6),
        null,
        requestId)
    {
        IsEmbedded = row.GetBoolean(7),
        ActsFor = row.ValueOrNull<Guid>(8) is { } person ? new BusinessUserId(person) : null,
    };
}
