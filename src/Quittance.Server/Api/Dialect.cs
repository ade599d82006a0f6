namespace Quittance.Server.Api;

/// <summary>The four published APIs. Each is a thin translation of the same core, and each has its own error bodies.</summary>
internal enum Dialect
{
    Network,
    Intake,
    Accounting,
    Payments,
}

internal static class Dialects
{
    /// <summary>The dialect that a path belongs to; paths of none answer in the Network dialect's shape.</summary>
    public static Dialect Of(PathString path) =>
        path.StartsWithSegments("/api/v3.0") || path.StartsWithSegments("/invoice-connections") || path.StartsWithSegments("/invoice-providers") || path.StartsWithSegments("/webhooks") ? Dialect.Intake
        : path.StartsWithSegments("/v1") ? Dialect.Accounting
        : IsPayments(path) ? Dialect.Payments
        : Dialect.Network;

    private static bool IsPayments(PathString path)
    {
        var segment = path.Value.AsSpan().TrimStart('/');
        var end = segment.IndexOf('/');
        segment = end < 0 ? segment : segment[..end];
        return segment is "transactions" or "transaction" or "invoices" or "invoice" or "invoice-templates" or "invoice-template" or "entities" or "entity"
            or "entityGroups" or "entityGroup" or "organization" or "paymentMethods" or "paymentMethod" or "fees" or "paymentTiming" or "bankLookup"
            or "bnpl" or "ocr" or "ocr-async" or "payment-gateway" or "downloads";
    }
}
