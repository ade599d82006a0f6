namespace Quittance.Domain.Intake;

/// <summary>An outside system that a business's bills come from. One object serves all connections; it keeps nothing between calls that a restart may not forget.</summary>
/// <remarks>
/// Every method may throw <see cref="ProviderException"/> and nothing else but <see cref="OperationCanceledException"/>. What comes from the
/// provider is a stranger's: sizes are bounded and nothing of it is trusted. Never called while a database transaction is open.
/// </remarks>
public interface IInvoiceProvider
{
    /// <summary>What users and programs need to know to connect it.</summary>
    InvoiceProviderProfile Profile { get; }

    /// <summary>Whether bills can be asked for with this access; false while a needed setting is missing, so that only webhooks bring bills.</summary>
    bool CanPoll(ProviderAccess access);

    /// <summary>Asks the provider for as little as proves that the access works, and changes nothing there.</summary>
    /// <returns>A sentence that says what was found, for a person.</returns>
    Task<string> TestAsync(ProviderAccess access, CancellationToken cancel);

    /// <summary>One page of what is new or changed since a place, oldest first.</summary>
    Task<ProviderPage> ListAsync(ProviderAccess access, ProviderPlace place, CancellationToken cancel);

    /// <summary>The original of one bill.</summary>
    /// <param name="externalId">An id that <see cref="ListAsync"/> or a webhook announced.</param>
    Task<ProviderFile> FetchAsync(ProviderAccess access, string externalId, CancellationToken cancel);
}

/// <summary>A provider that calls us when something happens.</summary>
public interface IWebhookSender
{
    /// <summary>Whether a call is the provider's own: decided on the raw bytes, before anything in them is read.</summary>
    /// <param name="access">For the settings that choose the scheme; its key is not needed.</param>
    /// <param name="secrets">The connection's secret, and the one before it for a day after a change. Any that fits will do.</param>
    WebhookVerdict Verify(InboundWebhook webhook, ProviderAccess access, IReadOnlyList<string> secrets, DateTimeOffset now);

    /// <summary>What a verified call says. Never throws on any bytes.</summary>
    WebhookNews Read(ReadOnlyMemory<byte> body);

    /// <summary>The HTTP status that refuses a call, chosen so that the provider does not take it as a reason to stop calling for ever.</summary>
    int StatusOf(WebhookFault fault);
}

/// <summary>A provider that wants to know what becomes of a bill.</summary>
public interface IBillStatusReceiver
{
    /// <summary>Whether the connection is set to report this status.</summary>
    bool Wants(ProviderAccess access, BillStatus status);

    /// <summary>Tells the provider. May be called again with the same report after an unknown outcome, and must then not tell it twice.</summary>
    Task<SentBillStatus> SendStatusAsync(ProviderAccess access, BillStatusReport report, CancellationToken cancel);
}

/// <summary>A provider from which a bill is taken away once it is safely here: a folder.</summary>
public interface IBillCollector
{
    /// <summary>Called after the bill was committed. May be called again for a bill that is gone already.</summary>
    /// <param name="version">What was committed. A bill that has changed since is left, so that it is announced and fetched again.</param>
    /// <param name="isReadable">False for a file that is no invoice.</param>
    Task CollectedAsync(ProviderAccess access, string externalId, string version, bool isReadable, CancellationToken cancel);
}
