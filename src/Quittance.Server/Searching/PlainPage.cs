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

    /// <param name="payer">Null for all of them.</param>
    /// <param name="before">The id that the page before ended with.</param>
    /// <param name="rows">How many are needed.</param>
    public static NpgsqlBatchCommand Documents(TenantSession session, Guid? payer, Guid? before, int rows)
    {
        var below = before ?? Guid.AllBitsSet;
        return payer is { } one
            ? rows switch
            {
                <= 11 => session.Part($"{OfPayer} 11", below, one),
                <= 26 => session.Part($"{OfPayer} 26", below, one),
                <= 51 => session.Part($"{OfPayer} 51", below, one),
                _ => session.Part($"{OfPayer} 101", below, one),
            }
            : rows switch
            {
                <= 11 => session.Part($"{OfAll} 11", below),
                <= 26 => session.Part($"{OfAll} 26", below),
                <= 51 => session.Part($"{OfAll} 51", below),
                _ => session.Part($"{OfAll} 101", below),
            };
    }

    /// <summary>How many there are: as many as have been numbered.</summary>
    public static NpgsqlBatchCommand Count(TenantSession session, Guid? payer) => payer is { } one
        ? session.Part("select coalesce(sum(last_seq), 0)::bigint from transaction_heads where organization_id = $1 and payer_id = $2", one)
        : session.Part("select coalesce(sum(last_seq), 0)::bigint from transaction_heads where organization_id = $1");

    /// <summary>What a page's bytes depend on: the change number of the payer's transactions and that of the organization's businesses, methods and people.</summary>
    /// <remarks>Its parameters are the organization and the payer. It has no row when the payer has no transaction.</remarks>
    public const string StateOfPayer =
        """
        select last_change, coalesce((select last_change from party_heads where organization_id = $1), 0)
        from transaction_heads
        where organization_id = $1 and payer_id = $2
        """;

    /// <inheritdoc cref="StateOfPayer"/>
    /// <remarks>Its parameter is the organization.</remarks>
    public const string StateOfAll =
        """
        select sum(last_change)::bigint, coalesce((select last_change from party_heads where organization_id = $1), 0)
        from transaction_heads
        where organization_id = $1
        having count(*) > 0
        """;

    /// <summary>Everything that one payer's page needs besides its rows: its state, how many there are, which parts have changed, whether the cursor is known.</summary>
    /// <remarks>Its parameters are those of the rows' statement, <c>$1</c> to <c>$3</c>, and the change number up to which parts are known.</remarks>
    public const string HeadOfPayer =
        """
        select last_change, coalesce((select last_change from party_heads where organization_id = $1), 0),
               last_seq,
               array(select subject_id from party_changes where organization_id = $1 and change > $4),
               $2 = 'ffffffff-ffff-ffff-ffff-ffffffffffff' or exists (select from transaction_documents where organization_id = $1 and id = $2)
        from transaction_heads
        where organization_id = $1 and payer_id = $3
        """;

    /// <inheritdoc cref="HeadOfPayer"/>
    public const string HeadOfAll =
        """
        select sum(last_change)::bigint, coalesce((select last_change from party_heads where organization_id = $1), 0),
               sum(last_seq)::bigint,
               array(select subject_id from party_changes where organization_id = $1 and change > $3),
               $2 = 'ffffffff-ffff-ffff-ffff-ffffffffffff' or exists (select from transaction_documents where organization_id = $1 and id = $2)
        from transaction_heads
        where organization_id = $1
        having count(*) > 0
        """;

    /// <summary>The statement for so many rows of a payer.</summary>
    public static string TextOfPayer(int rows) => rows switch
    {
        <= 11 => $"{OfPayer} 11",
        <= 26 => $"{OfPayer} 26",
        <= 51 => $"{OfPayer} 51",
        _ => $"{OfPayer} 101",
    };

    /// <summary>The statement for so many rows of all payers.</summary>
    public static string TextOfAll(int rows) => rows switch
    {
        <= 11 => $"{OfAll} 11",
        <= 26 => $"{OfAll} 26",
        <= 51 => $"{OfAll} 51",
        _ => $"{OfAll} 101",
    };
}
