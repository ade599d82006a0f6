using System.Text;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Domain.Intake;
using Quittance.Server.Storage;

namespace Quittance.Server.Intake;

/// <summary>The table <c>invoice_connections</c>. Secrets go in sealed; they come out only to call the provider and to verify its webhooks.</summary>
internal readonly struct InvoiceConnectionStore(TenantSession session)
{
    /// <summary>How long the webhook secret before the current one still verifies.</summary>
    public static readonly TimeSpan SecretOverlap = TimeSpan.FromHours(24);

    private const string Columns =
        """
        id, business_id, provider, is_active, api_key_sealed is not null, webhook_secret_sealed is not null, settings, last_polled_at,
        created_at, updated_at
        """;

    /// <param name="wanted">The statuses of its bills that the provider is told.</param>
    public async Task AddAsync(InvoiceConnection connection, IReadOnlyList<BillStatus> wanted, string? apiKey, string? webhookSecret, CancellationToken cancel)
    {
        await WriteAsync(
            session.Sql(
                """
                insert into invoice_connections (
                    organization_id, id, business_id, provider, is_active, settings, api_key_sealed, webhook_secret_sealed, created_at, updated_at,
                    wanted_statuses)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
                """,
                connection.Id.Value, connection.BusinessId.Value, connection.Provider, connection.IsActive, Json(connection.Settings),
                await SealAsync(connection.Id, "api_key", apiKey, cancel), await SealAsync(connection.Id, "webhook_secret", webhookSecret, cancel),
                connection.CreatedAt, connection.UpdatedAt, Words(wanted)),
            connection,
            cancel);

        // Whose it is has to be known before any organization is: a webhook carries no token.
        await session.Sql("select gate.enter('invoice_connection', $2, $3)", DirectoryHash(connection.Id), connection.Id.Value).ExecuteAsync(cancel);
    }

    /// <summary>Writes what the user can change.</summary>
    public Task UpdateAsync(InvoiceConnection connection, IReadOnlyList<BillStatus> wanted, CancellationToken cancel) => WriteAsync(
        session.Sql(
            "update invoice_connections set is_active = $3, settings = $4, updated_at = $5, wanted_statuses = $6 where organization_id = $1 and id = $2",
            connection.Id.Value, connection.IsActive, Json(connection.Settings), connection.UpdatedAt, Words(wanted)),
        connection,
        cancel);

    public async Task SetApiKeyAsync(InvoiceConnectionId id, string apiKey, CancellationToken cancel) => await session.Sql(
        "update invoice_connections set api_key_sealed = $3 where organization_id = $1 and id = $2",
        id.Value, await SealAsync(id, "api_key", apiKey, cancel)).ExecuteAsync(cancel);

    /// <summary>Changes the webhook secret; the one before it verifies until <paramref name="overlapUntil"/>. Null takes both away at once.</summary>
    public async Task SetWebhookSecretAsync(InvoiceConnectionId id, string? secret, DateTimeOffset overlapUntil, CancellationToken cancel)
    {
        var before = secret is null ? null : await OpenAsync(id, "webhook_secret", await SealedSecretAsync(id, cancel), cancel);
        var keeps = before is not null && before != secret;
        await session.Sql(
            """
            update invoice_connections
            set webhook_secret_sealed = $3,
                previous_webhook_secret_sealed = case when $6 then null when $4::bytea is null then previous_webhook_secret_sealed else $4 end,
                previous_webhook_secret_until = case when $6 then null when $4::bytea is null then previous_webhook_secret_until else $5::timestamptz end
            where organization_id = $1 and id = $2
            """,
            id.Value,
            await SealAsync(id, "webhook_secret", secret, cancel),
            new NpgsqlParameter { Value = (object?)(keeps ? await SealAsync(id, "previous_webhook_secret", before, cancel) : null) ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bytea },
            overlapUntil,
            secret is null).ExecuteAsync(cancel);
    }

    /// <summary>Ends a connection for good. Its secrets are gone with this; the row stays, so that what still arrives for it is seen.</summary>
    public Task DeleteAsync(InvoiceConnectionId id, DateTimeOffset now, CancellationToken cancel) => session.Sql(
        """
        update invoice_connections
        set is_active = false, deleted_at = $3, updated_at = $3, api_key_sealed = null, webhook_secret_sealed = null,
            previous_webhook_secret_sealed = null, previous_webhook_secret_until = null
        where organization_id = $1 and id = $2
        """,
        id.Value, now).ExecuteAsync(cancel);

    public Task<InvoiceConnection> GetAsync(InvoiceConnectionId id, CancellationToken cancel) => OneAsync(
        session.Sql($"select {Columns} from invoice_connections where organization_id = $1 and id = $2 and deleted_at is null", id.Value), cancel);

    /// <summary>The same, held until the session ends, so that nobody changes or deletes it meanwhile.</summary>
    public Task<InvoiceConnection> LockAsync(InvoiceConnectionId id, CancellationToken cancel) => OneAsync(
        session.Sql($"select {Columns} from invoice_connections where organization_id = $1 and id = $2 and deleted_at is null for no key update", id.Value), cancel);

    public async Task<IReadOnlyList<InvoiceConnection>> ListAsync(BusinessId? business, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"""
            select {Columns} from invoice_connections
            where organization_id = $1 and deleted_at is null and ($2::uuid is null or business_id = $2)
            order by created_at desc, id desc
            """,
            new NpgsqlParameter { Value = (object?)business?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        return await ReadAllAsync(command, cancel);
    }

    /// <summary>What a job of this connection needs; null when it was deleted or switched off, so that the job ends.</summary>
    public async Task<PolledConnection?> FindActiveAsync(InvoiceConnectionId id, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select business_id, provider, settings, api_key_sealed, watermark, is_draining, failures
            from invoice_connections
            where organization_id = $1 and id = $2 and is_active
            """,
            id.Value);
        (Guid Business, string Provider, string Settings, byte[]? Key, ProviderPlace Place, int Failures) found;
        await using (var row = await command.ExecuteReaderAsync(cancel))
        {
            if (!await row.ReadAsync(cancel))
            {
                return null;
            }

            found = (row.GetGuid(0), row.GetString(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetFieldValue<byte[]>(3), new ProviderPlace(row.TextOrNull(4), row.GetBoolean(5)), row.GetInt32(6));
        }

        var access = new ProviderAccess(id.Value, await OpenAsync(id, "api_key", found.Key, cancel), SettingsOf(found.Settings));
        return new PolledConnection(id, new BusinessId(found.Business), found.Provider, access, found.Place, found.Failures);
    }

    /// <summary>What the provider of a connection is called with, active or not.</summary>
    public async Task<ProviderAccess> AccessOfAsync(InvoiceConnection connection, CancellationToken cancel)
    {
        await using var command = session.Sql("select api_key_sealed from invoice_connections where organization_id = $1 and id = $2", connection.Id.Value);
        var box = await command.ExecuteScalarAsync(cancel) as byte[];
        return new ProviderAccess(connection.Id.Value, await OpenAsync(connection.Id, "api_key", box, cancel), connection.Settings);
    }

    /// <summary>Refuses an id that never named a connection; a deleted one is known.</summary>
    public async Task RequireKnownAsync(InvoiceConnectionId id, CancellationToken cancel)
    {
        await using var command = session.Sql("select 1 from invoice_connections where organization_id = $1 and id = $2", id.Value);
        if (await command.ExecuteScalarAsync(cancel) is null)
        {
            throw NotFound();
        }
    }

    /// <summary>Whether a connection still works on its provider's behalf; held until the session ends, so that it cannot be deleted meanwhile.</summary>
    public async Task<bool> HoldActiveAsync(InvoiceConnectionId id, CancellationToken cancel)
    {
        await using var command = session.Sql("select is_active from invoice_connections where organization_id = $1 and id = $2 for share", id.Value);
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    /// <summary>The same for whoever is going to write to it. Taken before the rows of its bills, so that two cannot wait for each other.</summary>
    public async Task<bool> LockActiveAsync(InvoiceConnectionId id, CancellationToken cancel)
    {
        await using var command = session.Sql("select is_active from invoice_connections where organization_id = $1 and id = $2 for no key update", id.Value);
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    public Task SetPlaceAsync(InvoiceConnectionId id, ProviderPlace place, CancellationToken cancel) => session.Sql(
        "update invoice_connections set watermark = $3, is_draining = $4 where organization_id = $1 and id = $2",
        id.Value, place.Watermark, place.IsContinuation).ExecuteAsync(cancel);

    public Task TellOfSuccessAsync(InvoiceConnectionId id, DateTimeOffset now, CancellationToken cancel) => session.Sql(
        """
        update invoice_connections
        set last_attempt_at = $3, last_polled_at = $3, failures = 0, last_fault = null, last_error = null, last_error_at = null
        where organization_id = $1 and id = $2
        """,
        id.Value, now).ExecuteAsync(cancel);

    /// <summary>Takes away a webhook secret whose day after the change is over.</summary>
    public Task ForgetPreviousSecretAsync(InvoiceConnectionId id, DateTimeOffset now, CancellationToken cancel) => session.Sql(
        """
        update invoice_connections set previous_webhook_secret_sealed = null, previous_webhook_secret_until = null
        where organization_id = $1 and id = $2 and previous_webhook_secret_until <= $3
        """,
        id.Value, now).ExecuteAsync(cancel);

    public Task TellOfFailureAsync(InvoiceConnectionId id, ProviderFault fault, string error, DateTimeOffset now, CancellationToken cancel) => session.Sql(
        """
        update invoice_connections
        set last_attempt_at = $5, failures = failures + 1, last_fault = $3, last_error = $4, last_error_at = $5
        where organization_id = $1 and id = $2
        """,
        id.Value, Storage.Words.Of(fault), error, now).ExecuteAsync(cancel);

    /// <summary>How a connection's provider is doing, with the work that waits for it.</summary>
    public async Task<ConnectionHealth> HealthAsync(InvoiceConnectionId id, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select c.is_active, c.last_attempt_at, c.last_polled_at, c.failures, c.last_fault, c.last_error, c.last_error_at,
                (select d.received_at from webhook_deliveries d
                 where d.organization_id = $1 and d.invoice_connection_id = c.id and d.verdict = 'accepted' order by d.received_at desc limit 1),
                (select coalesce(j.asked_at, j.due_at) from jobs j
                 where j.organization_id = $1 and j.kind = $3 and j.subject_id = c.id and j.given_up_at is null),
                (select count(*) from provider_bills b where b.organization_id = $1 and b.invoice_connection_id = c.id and b.status = 'announced'),
                (select count(*) from provider_bills b where b.organization_id = $1 and b.invoice_connection_id = c.id and b.status = 'failed'),
                c.previous_webhook_secret_until
            from invoice_connections c
            where c.organization_id = $1 and c.id = $2
            """,
            id.Value, PollInvoiceConnections.JobKind);
        await using var row = await command.ExecuteReaderAsync(cancel);
        await row.ReadAsync(cancel);
        return new ConnectionHealth(
            row.GetBoolean(0), row.ValueOrNull<DateTimeOffset>(1), row.ValueOrNull<DateTimeOffset>(2), row.GetInt32(3),
            row.IsDBNull(4) ? null : new ProviderError(Storage.Words.Read<ProviderFault>(row.GetString(4)), row.GetString(5), row.GetFieldValue<DateTimeOffset>(6)),
            row.ValueOrNull<DateTimeOffset>(7), row.ValueOrNull<DateTimeOffset>(8), row.GetInt64(9), row.GetInt64(10), row.ValueOrNull<DateTimeOffset>(11));
    }

    /// <summary>What a webhook is verified with, deleted connections included; null when there never was such a connection.</summary>
    public async Task<WebhookTarget?> FindTargetAsync(InvoiceConnectionId id, DateTimeOffset now, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select business_id, provider, is_active, deleted_at is not null, settings, webhook_secret_sealed,
                case when previous_webhook_secret_until > $3 then previous_webhook_secret_sealed end
            from invoice_connections
            where organization_id = $1 and id = $2
            """,
            id.Value, now);
        (Guid Business, string Provider, bool IsActive, bool IsDeleted, string Settings, byte[]? Secret, byte[]? Previous) found;
        await using (var row = await command.ExecuteReaderAsync(cancel))
        {
            if (!await row.ReadAsync(cancel))
            {
                return null;
            }

            found = (
                row.GetGuid(0), row.GetString(1), row.GetBoolean(2), row.GetBoolean(3), row.GetString(4),
                row.IsDBNull(5) ? null : row.GetFieldValue<byte[]>(5), row.IsDBNull(6) ? null : row.GetFieldValue<byte[]>(6));
        }

        string?[] secrets = [await OpenAsync(id, "webhook_secret", found.Secret, cancel), await OpenAsync(id, "previous_webhook_secret", found.Previous, cancel)];
        return new WebhookTarget(
            new BusinessId(found.Business), found.Provider, found.IsActive, found.IsDeleted, new ProviderAccess(id.Value, null, SettingsOf(found.Settings)), [.. secrets.OfType<string>()]);
    }

    /// <summary>Where a secret is sealed: rotation and <c>verify</c> open it by the same name.</summary>
    /// <param name="field">The column without its ending <c>_sealed</c>.</param>
    internal static string Place(Guid id, string field) => $"invoice_connections/{id:n}/{field}";

    /// <summary>What the directory knows a connection by.</summary>
    internal static byte[] DirectoryHash(InvoiceConnectionId id) => id.Value.ToByteArray(bigEndian: true);

    internal static RefusedException NotFound() => new(Refusal.NotFound, "There is no such invoice connection.");

    private async Task<byte[]?> SealedSecretAsync(InvoiceConnectionId id, CancellationToken cancel)
    {
        await using var command = session.Sql("select webhook_secret_sealed from invoice_connections where organization_id = $1 and id = $2", id.Value);
        return await command.ExecuteScalarAsync(cancel) as byte[];
    }

    private async Task<byte[]?> SealAsync(InvoiceConnectionId id, string field, string? secret, CancellationToken cancel) =>
        secret is null ? null : await session.Secrets.SealAsync(session, Place(id.Value, field), Encoding.UTF8.GetBytes(secret), cancel);

    private async Task<string?> OpenAsync(InvoiceConnectionId id, string field, byte[]? box, CancellationToken cancel) =>
        box is null ? null : Encoding.UTF8.GetString(await session.Secrets.OpenAsync(session, Place(id.Value, field), box, cancel));

    private static async Task WriteAsync(NpgsqlCommand command, InvoiceConnection connection, CancellationToken cancel)
    {
        try
        {
            await command.ExecuteAsync(cancel);
        }
        catch (PostgresException taken) when (taken.ConstraintName == "invoice_connections_one_active")
        {
            throw new RefusedException(
                Refusal.ProviderConnected,
                $"An active connection for {connection.Provider} already exists for this company. Switch it off or delete it first, or create this one with active: false.");
        }
    }

    private static NpgsqlParameter Json(IReadOnlyDictionary<string, string> settings) =>
        new() { Value = JsonSerializer.Serialize(settings, StoredJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb };

    private static string[] Words(IReadOnlyList<BillStatus> statuses) => [.. statuses.Select(Storage.Words.Of)];

    private static Dictionary<string, string> SettingsOf(string json) => JsonSerializer.Deserialize<Dictionary<string, string>>(json, StoredJson.Options)!;

    private static async Task<InvoiceConnection> OneAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using (command)
        {
            return (await ReadAllAsync(command, cancel)).SingleOrDefault() ?? throw NotFound();
        }
    }

    private static async Task<List<InvoiceConnection>> ReadAllAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var row = await command.ExecuteReaderAsync(cancel);
        var connections = new List<InvoiceConnection>();
        while (await row.ReadAsync(cancel))
        {
            connections.Add(new InvoiceConnection(
                new InvoiceConnectionId(row.GetGuid(0)), new BusinessId(row.GetGuid(1)), row.GetString(2), row.GetBoolean(3), row.GetBoolean(4), row.GetBoolean(5),
                SettingsOf(row.GetString(6)), row.ValueOrNull<DateTimeOffset>(7), row.GetFieldValue<DateTimeOffset>(8), row.GetFieldValue<DateTimeOffset>(9)));
        }

        return connections;
    }
}
