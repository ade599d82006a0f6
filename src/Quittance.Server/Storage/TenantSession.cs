using System.Diagnostics.CodeAnalysis;
using Npgsql;
using Quittance.Server.Accounting;
using Quittance.Server.Approvals;
using Quittance.Server.Businesses;
using Quittance.Server.Downloads;
using Quittance.Server.Intake;
using Quittance.Server.Invoices;
using Quittance.Server.Networks;
using Quittance.Server.Organizations;
using Quittance.Server.Payments;
using Quittance.Server.Showing;
using Quittance.Server.Subscribers;
using Quittance.Server.Users;

namespace Quittance.Server.Storage;

/// <summary>One database transaction of one organization. Disposing it without <see cref="CommitAsync"/> rolls everything back.</summary>
/// <remarks>
/// Both walls stand in it: <c>$1</c> of every command is the organization, and row-level security reads the organization
/// and the allowed businesses from settings that <see cref="EnterAsync"/> makes.
/// </remarks>
internal sealed class TenantSession(
    OrganizationId organization, IReadOnlyList<Guid>? businesses, Atom atom, SecretBox secrets, TimeProvider clock) : IAsyncDisposable
{
    private readonly List<TenantSession> _far = [];

    public OrganizationId Organization => organization;

    /// <summary>The time by the server's clock.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>Whether no business of the organization is out of sight.</summary>
    internal bool SeesAll => businesses is null;

    public AuditLog Audit { get; } = new();

    public Outbox Events { get; } = new();

    public Notices Notices { get; } = new();

    /// <summary>What of businesses, payment methods and people this session changes.</summary>
    public PartyChanges Parties { get; } = new();

    /// <summary>What of bills and transactions this session changes.</summary>
    public ShownChanges Shown { get; } = new();

    internal PartCache PartCache => atom.PartCache;

    public SecretBox Secrets => secrets;

    /// <inheritdoc cref="Atom.SealingKeys"/>
    internal Dictionary<OrganizationId, Guid> SealingKeys => atom.SealingKeys;

    public UserStore Users => new(this);

    public SignInStore SignIns => new(this);

    public ApiTokenStore ApiTokens => new(this);

    public ApiClientStore ApiClients => new(this);

    public BusinessStore Businesses => new(this);

    public BusinessCustomizationStore BusinessCustomizations => new(this);

    public BusinessDocumentStore BusinessDocuments => new(this);

    public BusinessProfileStore BusinessProfiles => new(this);

    public BusinessGroupStore BusinessGroups => new(this);

    public BusinessMetadataStore BusinessMetadata => new(this);

    public BusinessTokenStore BusinessTokens => new(this);

    public BusinessUserStore BusinessUsers => new(this);

    public OrganizationStore Organizations => new(this);

    public ConnectionStore Connections => new(this);

    public CounterpartyStore Counterparties => new(this);

    public DocumentStore Documents => new(this);

    public DocumentViews DocumentViews => new(this);

    public ContractorViews Contractors => new(this);

    public InvoiceConnectionStore InvoiceConnections => new(this);

    public ProviderBillStore ProviderBills => new(this);

    public WebhookDeliveryStore WebhookDeliveries => new(this);

    public BillStatusStore BillStatuses => new(this);

    public LedgerAccountStore LedgerAccounts => new(this);

    public TaxRateStore TaxRates => new(this);

    public CodingStore Codings => new(this);

    public AccountingDefaultsStore AccountingDefaults => new(this);

    public AccountingRecordStore AccountingRecords => new(this);

    public AccountingObjectStore AccountingObjects => new(this);

    public AccountingSyncStore AccountingSyncs => new(this);

    public AccountingConnectionStore AccountingConnections => new(this);

    public AccountingConsentStore AccountingConsents => new(this);

    public AccountingSecretStore AccountingSecrets => new(this);

    public InvoiceStore Invoices => new(this);

    public InvoiceDraftStore InvoiceDrafts => new(this);

    public InvoiceLineStore InvoiceLines => new(this);

    public InvoicePlanStore InvoicePlans => new(this);

    public InvoiceCommentStore InvoiceComments => new(this);

    public InvoiceDocumentStore InvoiceDocuments => new(this);

    public InvoiceChangeStore InvoiceChanges => new(this);

    public InvoiceSearchStore InvoiceSearch => new(this);

    public DownloadLinkStore DownloadLinks => new(this);

    public ApprovalPolicyStore ApprovalPolicies => new(this);

    public ApproverStore Approvers => new(this);

    public InvoiceApprovalStore InvoiceApprovals => new(this);

    public PaymentMethodStore PaymentMethods => new(this);

    public PaymentMethodSecretStore PaymentMethodSecrets => new(this);

    public DefaultPaymentMethodStore DefaultPaymentMethods => new(this);

    public CheckNumberStore CheckNumbers => new(this);

    public PaymentMethodSchemaStore PaymentMethodSchemas => new(this);

    public PaymentOrderStore PaymentOrders => new(this);

    public TransactionStore Transactions => new(this);

    public ConnectionViews ConnectionViews => new(this);

    public SubscriptionStore Subscriptions => new(this);

    public NoticeStore NoticeViews => new(this);

    public NoticeDeliveryStore NoticeDeliveries => new(this);

    public TagStore Tags => new(this);

    public InvitationStore Invitations => new(this);

    /// <summary>A command whose <c>$1</c> is already the organization; further values follow as <c>$2</c>, <c>$3</c> and so on.</summary>
    /// <remarks>The text has to be a constant, so that no value can ever be pasted into it (CA1857 breaks the build).</remarks>
    [SuppressMessage("Security", "CA2100", Justification = "The text is a constant.")]
    [SuppressMessage("Reliability", "CA2000", Justification = "The caller disposes the command.")]
    public NpgsqlCommand Sql([ConstantExpected] string text, params ReadOnlySpan<object?> values)
    {
        var command = new NpgsqlCommand(text, atom.Db, atom.Transaction);
        command.Parameters.Add(new() { Value = organization.Value });
        foreach (var value in values)
        {
            command.Parameters.Add(value as NpgsqlParameter ?? new() { Value = value ?? DBNull.Value });
        }

        return command;
    }

    /// <summary>A command of a batch, by the rules of <see cref="Sql"/>.</summary>
    [SuppressMessage("Security", "CA2100", Justification = "The text is a constant.")]
    public NpgsqlBatchCommand Part([ConstantExpected] string text, params ReadOnlySpan<object?> values)
    {
        var part = new NpgsqlBatchCommand(text);
        part.Parameters.Add(new() { Value = organization.Value });
        foreach (var value in values)
        {
            part.Parameters.Add(value as NpgsqlParameter ?? new() { Value = value ?? DBNull.Value });
        }

        return part;
    }

    /// <summary>Commands that go to the database together and are answered together.</summary>
    public NpgsqlBatch Batch(params IEnumerable<NpgsqlBatchCommand> parts)
    {
        var batch = new NpgsqlBatch(atom.Db, atom.Transaction);
        foreach (var part in parts)
        {
            batch.BatchCommands.Add(part);
        }

        return batch;
    }

    /// <summary>A part of a batch from which on all businesses are seen.</summary>
    internal NpgsqlBatchCommand SeeAllPart() => EnteringPart(organization, null);

    /// <summary>A part of a batch from which on only the session's own businesses are seen again.</summary>
    internal NpgsqlBatchCommand EnterPart() => EnteringPart(organization, businesses);

    /// <summary>Works in the other organization of a connection, in the same database transaction.</summary>
    /// <remarks>
    /// The only way from one organization's rows to another's. Only <c>Networks/BothSides.cs</c> may call it (a test keeps
    /// that); while <paramref name="work"/> runs, the near side's rows are out of sight.
    /// </remarks>
    internal async Task<T> CrossAsync<T>(OrganizationId other, Func<TenantSession, Task<T>> work, CancellationToken cancel)
    {
        var far = _far.Find(session => session.Organization == other);
        if (far is null)
        {
            far = new TenantSession(other, null, atom, secrets, clock);
            _far.Add(far);
        }

        await far.EnterAsync(cancel);
        var result = await work(far);
        await EnterAsync(cancel);
        return result;
    }

    /// <summary>Writes what happened (audit entries, events, notices) and makes all of it durable at once.</summary>
    public async Task CommitAsync(CancellationToken cancel)
    {
        await ShownChanges.WriteAllAsync([this, .. _far], cancel);

        // Audit heads are locked last and in one order, so that two commits between two organizations cannot wait for each other.
        foreach (var session in _far.Append(this).OrderBy(session => session.Organization.Value))
        {
            if (_far.Count > 0)
            {
                await session.EnterAsync(cancel);
            }

            await session.Notices.WriteAsync(session, clock.GetUtcNow(), cancel);
            await session.Events.WriteAsync(session, clock.GetUtcNow(), cancel);
            await session.Parties.WriteAsync(session, cancel);
            await session.Audit.WriteAsync(session, clock.GetUtcNow(), cancel);
        }

        await atom.Transaction.CommitAsync(cancel);
    }

    /// <summary>Marks a place to come back to when a constraint refuses what follows.</summary>
    public Task SavepointAsync(string name, CancellationToken cancel) => atom.Transaction.SaveAsync(name, cancel);

    public Task RollbackToAsync(string name, CancellationToken cancel)
    {
        atom.SealingKeys.Clear(); // What was held since then is let go.
        return atom.Transaction.RollbackAsync(name, cancel);
    }

    public ValueTask DisposeAsync() => atom.DisposeAsync();

    /// <summary>Takes the business wall away until the session ends; for what the commit itself writes.</summary>
    internal Task SeeAllBusinessesAsync(CancellationToken cancel) => SeeAsync(null, cancel);

    /// <summary>Reads what the caller sees only as part of something that it does see, such as who pays a bill.</summary>
    internal async Task<T> PastTheBusinessWallAsync<T>(Func<Task<T>> read, CancellationToken cancel)
    {
        if (SeesAll)
        {
            return await read();
        }

        await SeeAllBusinessesAsync(cancel);
        var result = await read();
        await EnterAsync(cancel);
        return result;
    }

    internal Task EnterAsync(CancellationToken cancel) => SeeAsync(businesses, cancel);

    private async Task SeeAsync(IReadOnlyList<Guid>? seen, CancellationToken cancel)
    {
        await using var enter = Batch(EnteringPart(organization, seen));
        await enter.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>A part of a batch from which on the walls are an organization's and, unless <paramref name="seen"/> is null, these businesses'.</summary>
    internal static NpgsqlBatchCommand EnteringPart(OrganizationId organization, IReadOnlyList<Guid>? seen) => new(
        "select set_config('quittance.organization', $1, true), set_config('quittance.businesses', $2, true)")
    {
        Parameters =
        {
            new() { Value = organization.Value.ToString() },
            new() { Value = seen is null ? string.Empty : $"{{{string.Join(',', seen)}}}" },
        },
    };
}
