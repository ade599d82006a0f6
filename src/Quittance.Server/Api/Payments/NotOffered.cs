namespace Quittance.Server.Api.Payments;

/// <summary>Operations of the published client that this server does not have. They answer 501 and are not in our document.</summary>
/// <remarks>Parameters are written <c>{}</c>. An operation that comes to be offered leaves this list; a test compares both.</remarks>
internal static class NotOffered
{
    /// <summary>Method and path of each.</summary>
    public static readonly IReadOnlyList<(string Method, string Path)> Operations =
    [
        ("GET", "/invoice/{}/payerLink"),
        ("POST", "/invoice/{}/sendPayerEmail"),
        ("GET", "/invoice/{}/vendorLink"),
        ("POST", "/invoice/{}/sendVendorEmail"),
        ("POST", "/invoice/{}/bnpl/offer"),
        ("GET", "/bnpl/loan/{}"),
        ("GET", "/invoice/{}/collection/next-action"),
        ("PATCH", "/invoice/{}/collection/next-action"),
        ("PATCH", "/invoice/{}/collection/next-action/approve"),

        ("POST", "/invoice-template"),
        ("GET", "/invoice-template/{}"),
        ("POST", "/invoice-template/{}"),
        ("DELETE", "/invoice-template/{}"),
        ("POST", "/invoice-template/{}/add-approver"),
        ("POST", "/invoice-template/{}/approve"),
        ("POST", "/invoice-template/{}/reject"),
        ("GET", "/invoice-template/{}/documents"),
        ("POST", "/invoice-template/{}/document"),
        ("DELETE", "/invoice-template/{}/document/{}"),
        ("GET", "/invoice-template/{}/pdf/generate"),
        ("GET", "/invoice-template/{}/check/generate"),
        ("GET", "/invoice-template/{}/source-email"),
        ("PUT", "/invoice-template/{}/line-item/{}"),

        ("GET", "/entity/{}/onboarding"),
        ("POST", "/entity/{}/onboarding"),
        ("GET", "/entity/{}/user/{}/notification-policies"),
        ("GET", "/entity/{}/user/{}/notification-policy/{}"),
        ("POST", "/entity/{}/user/{}/notification-policy/{}"),
        ("GET", "/entity/{}/user/{}/notifications"),
        ("GET", "/entity/{}/user/{}/notification/{}"),
        ("PUT", "/entity/{}/user/{}/notification/{}"),
        ("GET", "/entity/{}/counterparties/payees/download"),
        ("GET", "/entity/{}/counterparties/payors/download"),
        ("GET", "/entity/{}/counterparty/{}/vendor-credits"),
        ("GET", "/entity/{}/counterparty/{}/vendor-credit/{}"),
        ("POST", "/entity/{}/counterparty/{}/vendor-credit"),
        ("DELETE", "/entity/{}/counterparty/{}/vendor-credit/{}"),
        ("GET", "/entity/{}/plaidLinkToken"),
        ("GET", "/entity/{}/cardLinkToken"),
        ("GET", "/entity/{}/paymentMethod/{}/events"),
        ("POST", "/entity/{}/paymentMethod/{}/micro-deposits"),
        ("PUT", "/entity/{}/paymentMethod/{}/micro-deposits"),
        ("POST", "/entity/{}/paymentMethod/{}/add-wallet-funds"),
        ("POST", "/entity/{}/paymentMethod/{}/withdraw-wallet-funds"),
        ("GET", "/entity/{}/approval-policies/history"),
        ("POST", "/entity/{}/approval-policies/history/{}/restore"),
        ("GET", "/entity/{}/representatives"),
        ("POST", "/entity/{}/representative"),
        ("GET", "/entity/{}/representative/{}"),
        ("POST", "/entity/{}/representative/{}"),
        ("DELETE", "/entity/{}/representative/{}"),
        ("GET", "/entity/{}/notification-policies"),
        ("GET", "/entity/{}/notification-policy/{}"),
        ("POST", "/entity/{}/notification-policy/{}"),
        ("GET", "/entity/{}/emailLogs"),
        ("GET", "/entity/{}/emailLog/{}"),
        ("GET", "/entity/{}/email-templates"),
        ("POST", "/entity/{}/email-template"),
        ("GET", "/entity/{}/email-template/{}"),
        ("PUT", "/entity/{}/email-template/{}"),
        ("DELETE", "/entity/{}/email-template/{}"),
        ("GET", "/entity/{}/external-accounting-system"),
        ("POST", "/entity/{}/external-accounting-system/create"),
        ("GET", "/entity/{}/external-accounting-system/connect"),
        ("GET", "/entity/{}/external-accounting-system/sync"),
        ("GET", "/entity/{}/bnpl/loans"),

        ("GET", "/entityGroup/{}/users"),
        ("POST", "/entityGroup/{}/user"),
        ("GET", "/entityGroup/{}/user/{}"),
        ("POST", "/entityGroup/{}/user/{}"),
        ("DELETE", "/entityGroup/{}/user/{}"),
        ("POST", "/entityGroup/{}/user/{}/token"),
        ("POST", "/entityGroup/{}/sync-users"),
        ("GET", "/entityGroup/{}/invoice-metrics"),
        ("POST", "/entityGroup/{}/addPayees"),
        ("POST", "/entityGroup/{}/hidePayees"),
        ("POST", "/entityGroup/{}/addPayors"),
        ("POST", "/entityGroup/{}/hidePayors"),

        ("POST", "/ocr"),
        ("POST", "/ocr-async"),
        ("GET", "/ocr-async/{}"),
        ("GET", "/payment-gateway/process-jobs"),
        ("POST", "/payment-gateway/process"),
        ("GET", "/payment-gateway/process/{}"),
        ("GET", "/payment-gateway/validation-jobs"),
        ("POST", "/payment-gateway/validate"),
        ("GET", "/payment-gateway/validate/{}"),
    ];

    public static void MapNotOffered(this IEndpointRouteBuilder api)
    {
        foreach (var (method, path) in Operations)
        {
            // A name of its own for each parameter, as routing wants it.
            var parts = path.Split("{}");
            var pattern = string.Concat(parts.Select((part, at) => at == parts.Length - 1 ? part : $"{part}{{value{at}}}"));
            api.MapMethods(pattern, [method], (HttpContext context) => DialectErrors.WriteAsync(
                    context, StatusCodes.Status501NotImplemented, $"This server does not offer {context.Request.Method} {context.Request.Path}. The operations that it does are listed at /docs."))
                .RequireAuthorization().ExcludeFromDescription();
        }
    }
}
