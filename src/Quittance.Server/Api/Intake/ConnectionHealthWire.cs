using System.ComponentModel;
using Quittance.Domain.Intake;
using Quittance.Server.Intake;
using Quittance.Server.Storage;

namespace Quittance.Server.Api.Intake;

/// <summary>What a test of the stored access found.</summary>
public sealed record ConnectionTestResponse(
    [property: Description("Whether the provider accepts the access.")] bool Ok,
    [property: Description("What the provider said, in words.")] string Message,
    [property: Description("What kind of failure it is; null when it works.")] string? Fault,
    [property: Description("What to do about it; null when it works.")] string? Hint,
    DateTimeOffset TestedAt)
{
    internal static ConnectionTestResponse Of(ConnectionTest test) => new(
        test.Fault is null, test.Message, test.Fault is { } fault ? Words.Of(fault) : null, test.Fault is { } known ? ProviderFaultHint.Of(known) : null, test.TestedAt);
}

/// <summary>How a connection's provider is doing.</summary>
public sealed record ConnectionHealthResponse(
    [property: Description("ok, failing, waiting (never asked yet), webhooks (never asked, because it cannot be) or inactive.")] string Status,
    DateTimeOffset? LastAttemptAt,
    DateTimeOffset? LastSuccessAt,
    ConnectionErrorWire? LastError,
    int ConsecutiveFailures,
    [property: Description("Null while it is not polled.")] DateTimeOffset? NextPollAt,
    DateTimeOffset? LastWebhookAt,
    [property: Description("Until when the webhook secret before the current one still verifies.")] DateTimeOffset? PreviousWebhookSecretUntil,
    [property: Description("Bills that the provider announced and that are being fetched.")] long WaitingBills,
    [property: Description("Bills that the provider announced and did not hand over.")] long FailedBills,
    [property: Description("The latest of them. POST .../poll tries them again.")] IReadOnlyList<FailedBillWire> Failed)
{
    internal static ConnectionHealthResponse Of(ConnectionHealth health, IReadOnlyList<ProviderBill> failed) => new(
        StatusOf(health),
        health.LastAttemptAt,
        health.LastSuccessAt,
        health.LastError is { } error ? new ConnectionErrorWire(Words.Of(error.Fault), error.Message, ProviderFaultHint.Of(error.Fault), error.At) : null,
        health.ConsecutiveFailures,
        health.NextPollAt,
        health.LastWebhookAt,
        health.PreviousSecretUntil,
        health.WaitingBills,
        health.FailedBills,
        [.. failed.Select(bill => new FailedBillWire(bill.ExternalId, bill.LastError ?? "", bill.UpdatedAt))]);

    private static string StatusOf(ConnectionHealth health) => health switch
    {
        { IsActive: false } => "inactive",
        { ConsecutiveFailures: > 0 } => "failing",
        { LastSuccessAt: not null } => "ok",
        { NextPollAt: null } => "webhooks",
        _ => "waiting",
    };
}

/// <summary>What went wrong at the last poll.</summary>
public sealed record ConnectionErrorWire(
    [property: Description("What kind of failure it is, such as credentials_refused or unavailable.")] string Fault,
    string Message,
    [property: Description("What to do about it.")] string Hint,
    DateTimeOffset At);

/// <summary>A bill that the provider announced and did not hand over.</summary>
public sealed record FailedBillWire(string ExternalId, string Error, DateTimeOffset At);

/// <summary>A webhook that came in.</summary>
public sealed record DeliveryResponse(
    string Id,
    [property: Description("accepted or rejected.")] string Verdict,
    [property: Description("Why it was rejected, such as wrong_signature; null when it was accepted.")] string? Fault,
    [property: Description("What happened, as the provider calls it.")] string? Event,
    [property: Description("waiting, processed, ignored or failed; null when it was rejected.")] string? Outcome,
    [property: Description("The outcome in words.")] string? Detail,
    [property: Description("The size of its body in bytes.")] long Bytes,
    [property: Description("How often the same delivery came; only the first is processed.")] int TimesReceived,
    DateTimeOffset ReceivedAt,
    DateTimeOffset LastReceivedAt,
    DateTimeOffset? ProcessedAt)
{
    internal static DeliveryResponse Of(WebhookDelivery delivery) => new(
        IntakeIds.Write(delivery.Id),
        delivery.Fault is null ? "accepted" : "rejected",
        delivery.Fault is { } fault ? Words.Of(fault) : null,
        delivery.Event,
        delivery.Outcome is { } outcome ? Words.Of(outcome) : null,
        delivery.Detail,
        delivery.BodyLength,
        delivery.TimesReceived,
        delivery.ReceivedAt,
        delivery.LastReceivedAt,
        delivery.ProcessedAt);
}
