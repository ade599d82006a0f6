using System.Diagnostics.CodeAnalysis;
using Npgsql;
using Quittance.Server.Storage;

namespace Quittance.Server.Searching;

/// <summary>The newest transactions of a payer or of all, without any other filter: straight from an index, counted by the payers' heads.</summary>
/// <remarks>
/// The limits are written into the texts: with a parameter PostgreSQL would plan each of these anew every time, at twice the cost
/// (docs/architecture.md). A page takes the smallest that is enough and leaves the rest.
/// </remarks>
internal static class PlainPage
{
    private const string OfAll =
        """
        select d.id, d.document
        from transaction_documents d
        where d.organization_id = $1 and d.id < $2
        order by d.id desc
        limit
        """;

    private const string OfPayer =
        """
        select d.id, d.document
        from transaction_documents d
        where d.organization_id = $1 and d.payer_id = $3 and d.id < $2
        order by d.id desc
        limit
        """;

    /// <summary>The rows of a page.</summary>
    /// <param name="payer">Null for all of them.</param>
    /// <param name="after">The id that the page before ended with.</param>
    /// <param name="rows">How many are needed.</param>
    [SuppressMessage("Security", "CA2100", Justification = "The texts are constants.")]
    public static NpgsqlBatchCommand Documents(OrganizationId organization, Guid? payer, Guid? after, int rows)
    {
        var below = after ?? Guid.AllBitsSet;
        return payer is { } one
            ? new(TextOfPayer(rows)) { Parameters = { Value(organization.Value), Value(below), Value(one) } }
            : new(TextOfAll(rows)) { Parameters = { Value(organization.Value), Value(below) } };
    }

    /// <summary>How many there are: as many as have been numbered.</summary>
    public static NpgsqlBatchCommand Count(TenantSession session, Guid? payer) => payer is { } one
        ? session.Part("select coalesce(sum(last_seq), 0)::bigint from transaction_heads where organization_id = $1 and payer_id = $2", one)
        : session.Part("select coalesce(sum(last_seq), 0)::bigint from transaction_heads where organization_id = $1");

    /// <summary>What a page's bytes depend on: the change number of the payers' transactions and that of the organization's parties.</summary>
    /// <remarks>It has no row where there is no transaction.</remarks>
    public static NpgsqlBatchCommand State(OrganizationId organization, Guid? payer) => payer is { } one
        ? new(
            """
            select last_change, coalesce((select last_change from party_heads where organization_id = $1), 0)
            from transaction_heads
            where organization_id = $1 and payer_id = $2
            """)
        { Parameters = { Value(organization.Value), Value(one) } }
        : new(
            """
            select sum(last_change)::bigint, coalesce((select last_change from party_heads where organization_id = $1), 0)
            from transaction_heads
            where organization_id = $1
            having count(*) > 0
            """)
        { Parameters = { Value(organization.Value) } };

    /// <summary>Everything that a page needs besides its rows: its state, how many there are, which parties have changed, whether the cursor is known.</summary>
    /// <param name="known">The change number up to which parties are known.</param>
    public static NpgsqlBatchCommand Head(OrganizationId organization, Guid? payer, Guid? after, long known)
    {
        var below = after ?? Guid.AllBitsSet;
        return payer is { } one
            ? new(
                """
                select last_change, coalesce((select last_change from party_heads where organization_id = $1), 0),
                       last_seq,
                       array(select subject_id from party_changes where organization_id = $1 and change > $4),
                       $2 = 'ffffffff-ffff-ffff-ffff-ffffffffffff' or exists (select from transaction_documents where organization_id = $1 and id = $2)
                from transaction_heads
                where organization_id = $1 and payer_id = $3
                """)
            { Parameters = { Value(organization.Value), Value(below), Value(one), Value(known) } }
            : new(
                """
                select sum(last_change)::bigint, coalesce((select last_change from party_heads where organization_id = $1), 0),
                       sum(last_seq)::bigint,
                       array(select subject_id from party_changes where organization_id = $1 and change > $3),
                       $2 = 'ffffffff-ffff-ffff-ffff-ffffffffffff' or exists (select from transaction_documents where organization_id = $1 and id = $2)
                from transaction_heads
                where organization_id = $1
                having count(*) > 0
                """)
            { Parameters = { Value(organization.Value), Value(below), Value(known) } };
    }

    public static PageHead HeadIn(NpgsqlDataReader row) => new(StateIn(row), row.GetInt64(2), row.GetFieldValue<Guid[]>(3), row.GetBoolean(4));

    public static PageState StateIn(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetInt64(1));

    /// <summary>The statement for so many rows of a payer.</summary>
    public static string TextOfPayer(int rows) => rows switch
    {
        <= 11 => $"{OfPayer} 11",
        <= 26 => $"{OfPayer} 26",
        <= 51 => $"{OfPayer} 51",
        _ => $"{OfPayer} 101",
    };

    private static string TextOfAll(int rows) => rows switch
    {
        <= 11 => $"{OfAll} 11",
        <= 26 => $"{OfAll} 26",
        <= 51 => $"{OfAll} 51",
        _ => $"{OfAll} 101",
    };

    private static NpgsqlParameter<T> Value<T>(T value) => new() { TypedValue = value };
}
