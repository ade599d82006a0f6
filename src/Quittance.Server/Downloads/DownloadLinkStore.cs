using System.Text.Json;
using NpgsqlTypes;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Downloads;

/// <summary>What a link gives, and to whom it was given.</summary>
/// <param name="Request">What is fetched, as JSON in the words of its kind.</param>
/// <param name="MakerHash">Of the token or session that its maker presented.</param>
internal sealed record DownloadLink(string Kind, string Request, byte[] MakerHash);

/// <summary>The table <c>download_links</c> and its entries in the gate's directory. The link itself is the right; only its hash is stored.</summary>
internal readonly struct DownloadLinkStore(TenantSession session)
{
    /// <summary>What the directory knows links by.</summary>
    public const string DirectoryKind = "download";

    /// <summary>A file of a bill.</summary>
    public const string InvoiceDocument = "invoice_document";

    /// <summary>A file about a business.</summary>
    public const string BusinessDocument = "business_document";

    /// <summary>The transactions that a search takes.</summary>
    public const string Transactions = "transactions";

    /// <summary>The bills that a search takes.</summary>
    public const string Invoices = "invoices";

    /// <summary>The businesses that a list holds.</summary>
    public const string Businesses = "businesses";

    private const int ForgottenAtOnce = 100;

    /// <summary>How long a link serves.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    /// <summary>Makes a link by which its holder sees what its maker sees, as long as they do.</summary>
    public async Task<Token> AddAsync<T>(Caller maker, string kind, T request, DateTimeOffset now, CancellationToken cancel)
    {
        await ForgetOldAsync(now, cancel);
        var (id, link) = (Guid.CreateVersion7(now), Token.New(Token.DownloadPrefix));
        await session.Sql(
            """
            insert into download_links (organization_id, id, hash, kind, maker_hash, request, created_at, expires_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            id, link.Hash, kind, maker.PresentedHash ?? throw new InvalidOperationException("Links are made for who has presented a token or session."),
            new Npgsql.NpgsqlParameter { Value = JsonSerializer.Serialize(request, StoredJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb }, now, now + Lifetime)
            .ExecuteAsync(cancel);
        await session.Users.EnterAsync(DirectoryKind, link.Hash, id, cancel);
        return link;
    }

    /// <summary>A link by its id; null when its time is over.</summary>
    public async Task<DownloadLink?> FindAsync(Guid id, DateTimeOffset now, CancellationToken cancel)
    {
        await using var command = session.Sql(
            "select kind, request, maker_hash from download_links where organization_id = $1 and id = $2 and expires_at > $3", id, now);
        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel)
            ? new DownloadLink(row.GetString(0), row.GetString(1), row.GetFieldValue<byte[]>(2))
            : null;
    }

    // Every new link clears some that have had their time, so that the table stays as small as it is used.
    private async Task ForgetOldAsync(DateTimeOffset now, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            with gone as (
                delete from download_links
                where (organization_id, id) in (
                    select organization_id, id from download_links where organization_id = $1 and expires_at <= $2 order by expires_at limit $3 for update skip locked)
                returning id)
            select gate.leave($4, id) from gone
            """,
            now, ForgottenAtOnce, DirectoryKind);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
