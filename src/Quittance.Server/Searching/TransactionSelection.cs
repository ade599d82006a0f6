using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Quittance.Server.Showing;
using Quittance.Server.Storage;

namespace Quittance.Server.Searching;

/// <summary>A filter as one condition in SQL: for reading everything that it takes, when a page from the segments is not what is wanted.</summary>
/// <remarks>It means what <see cref="SegmentBlock.Match"/> means; a test compares both. The walls say what the session sees.</remarks>
internal sealed class TransactionSelection
{
    /// <summary>The condition on <c>transaction_documents d</c>, with the parameters of <see cref="Values"/> from <c>$3</c> on.</summary>
    /// <remarks>Where a filter asks for nothing its parameter is null, which the planner knows, because what runs once is planned with its values.</remarks>
    public const string Condition =
        """
        d.organization_id = $1 and d.id < $2
            and ($3 is null or d.payer_id = any ($3))
            and ($4 is null or d.payee_id = any ($4))
            and ($5 is null or d.creator_id = any ($5))
            and ($6 is null or d.id = any ($6))
            and ($7 is null or d.status = any ($7))
            and ($8 is null or d.type = any ($8))
            and ($9 is null or d.created_at >= $9)
            and ($10 is null or d.created_at <= $10)
            and ($11 is null or strpos(d.terms, $11) > 0 or d.payee_id = any ($12))
            and ($13 is null or not exists (
                select from jsonb_to_recordset($13) as c (any_of text[], or_none text)
                where not (d.keys && c.any_of) and (c.or_none is null or c.or_none = any (d.keys))))
        """;

    private readonly TransactionFilter _filter;
    private readonly NamedThings _things;
    private readonly string? _search;
    private readonly Guid[]? _named;

    private TransactionSelection(TransactionFilter filter, NamedThings things, string? search, Guid[]? named) =>
        (_filter, _things, _search, _named) = (filter, things, search, named);

    /// <summary>Looks up what the filter names, as of now.</summary>
    public static async Task<TransactionSelection> ReadAsync(TenantSession session, TransactionFilter filter, CancellationToken cancel)
    {
        var things = await NamedThings.FindAsync(session, filter, cancel);
        if (filter.Search is null)
        {
            return new TransactionSelection(filter, things, null, null);
        }

        var search = Folding.Fold(filter.Search);
        return new TransactionSelection(filter, things, search, await session.PastTheBusinessWallAsync(() => NamedAsync(session, search, cancel), cancel));
    }

    /// <param name="before">Takes only ids before this one.</param>
    public object?[] Values(Guid before) =>
    [
        before,
        Ids(_things.Payers),
        Ids(_things.Vendors),
        Ids(_things.Creators),
        Ids(_things.Transactions),
        Texts(_filter.Statuses.Select(Words.Of)),
        Texts(_filter.Types.Select(Words.Of)),
        Typed.Time(_filter.From is { } from ? DateTimeOffset.FromUnixTimeMilliseconds(TransactionSearch.Ceiling(from)) : null),
        Typed.Time(_filter.Until is { } until ? DateTimeOffset.FromUnixTimeMilliseconds(until.ToUnixTimeMilliseconds()) : null),
        Typed.Text(_search),
        Ids(_named),
        Conditions(),
    ];

    private static async Task<Guid[]> NamedAsync(TenantSession session, string search, CancellationToken cancel)
    {
        await using var command = session.Sql("select id, name from parties where organization_id = $1");
        await using var row = await command.ExecuteReaderAsync(cancel);
        var named = new List<Guid>();
        while (await row.ReadAsync(cancel))
        {
            if (Folding.Fold(row.GetString(1)).Contains(search, StringComparison.Ordinal))
            {
                named.Add(row.GetGuid(0));
            }
        }

        return [.. named];
    }

    private NpgsqlParameter Conditions()
    {
        var conditions = TransactionSearch.ConditionsOf(_filter);
        var json = conditions.Count == 0
            ? null
            : JsonSerializer.Serialize(conditions.Select(condition => new { any_of = condition.AnyOf, or_none = condition.OrNone }));
        return new NpgsqlParameter { Value = (object?)json ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Jsonb };
    }

    private static NpgsqlParameter Ids(IEnumerable<Guid>? ids) =>
        new() { Value = (object?)ids?.ToArray() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid };

    private static NpgsqlParameter Texts(IEnumerable<string> texts) =>
        new() { Value = texts.ToArray() is { Length: > 0 } some ? some : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
}
