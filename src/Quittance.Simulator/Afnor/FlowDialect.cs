using Quittance.Simulator.Accounts;
using Quittance.Simulator.Wire;

namespace Quittance.Simulator.Afnor;

/// <summary>The flow service of XP Z12-013: an access token (RFC 6750), errors with <c>errorCode</c>.</summary>
internal sealed class FlowDialect : Dialect
{
    public override Provider Provider => Provider.Afnor;

    public override ValueTask<Account?> FindAccountAsync(HttpContext context, AccountBook accounts) =>
        ValueTask.FromResult(BearerOf(context) is { } token ? accounts.FindByToken(token) : null);

    public override Task RefuseAsync(HttpContext context, int status, string message)
    {
        if (status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
        }

        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new FlowError(FlowError.CodeOf(status), message), Text.Camel, context.RequestAborted);
    }
}
