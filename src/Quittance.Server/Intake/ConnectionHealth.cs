using Quittance.Domain.Intake;

namespace Quittance.Server.Intake;

/// <summary>How a connection's provider is doing.</summary>
/// <param name="NextPollAt">Null while it is not polled.</param>
/// <param name="WaitingBills">Announced, and not fetched yet.</param>
/// <param name="FailedBills">Announced, and given up.</param>
internal sealed record ConnectionHealth(
    bool IsActive, DateTimeOffset? LastAttemptAt, DateTimeOffset? LastSuccessAt, int ConsecutiveFailures, ProviderError? LastError,
    DateTimeOffset? LastWebhookAt, DateTimeOffset? NextPollAt, long WaitingBills, long FailedBills, DateTimeOffset? PreviousSecretUntil);

/// <summary>What went wrong at the last poll.</summary>
internal sealed record ProviderError(ProviderFault Fault, string Message, DateTimeOffset At);
