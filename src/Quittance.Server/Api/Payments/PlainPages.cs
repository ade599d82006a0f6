using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Quittance.Server.Searching;
using Quittance.Server.Security;

namespace Quittance.Server.Api.Payments;

/// <summary>The short way of <c>GET /transactions</c>: for nothing but a payer, a cursor and a limit.</summary>
/// <remarks>
/// It stands before authentication, because it asks who is calling together with what they ask for. What it cannot answer goes on
/// as if it had not been here; so nothing is refused in this place, and whatever is refused is refused by one code.
/// </remarks>
internal static class PlainPages
{
    public static void UsePlainPages(this WebApplication app)
    {
        var pages = app.Services.GetRequiredService<AnswerPlainPages>();
        app.Use((context, next) => context.GetEndpoint()?.Metadata.GetMetadata<ShortWay>() is { } way ? RunAsync(context, way, pages, next) : next(context));
    }

    /// <summary>Lets the short way answer in this operation's place.</summary>
    /// <param name="permission">The one that the operation needs.</param>
    public static TBuilder MayAnswerPlainPages<TBuilder>(this TBuilder endpoint, string permission)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new ShortWay(permission));

    private static async Task RunAsync(HttpContext context, ShortWay way, AnswerPlainPages pages, RequestDelegate next)
    {
        if (Authenticate.Presented(context.Request) is not (string token, false) || Read(context.Request.QueryString.Value) is not var (payer, after, limit)
            || await pages.FindAsync(token, way.Permission, payer, after, limit, context.RequestAborted) is not { } page)
        {
            await next(context);
            return;
        }

        await page.ExecuteAsync(context);
    }

    // Null for whatever is not plain, or is not plainly right.
    private static (Guid? Payer, Guid? After, int Limit)? Read(string? query)
    {
        var (payer, after, limit) = ((Guid?)null, (Guid?)null, (int?)null);
        foreach (var parameter in new QueryStringEnumerable(query))
        {
            var value = parameter.DecodeValue().Span;
            switch (parameter.DecodeName().Span)
            {
                case "payerId" when payer is null && Ids.TryRead(PaymentsIds.Entity, value.ToString(), out var id):
                    payer = id;
                    break;
                case "startingAfter" when after is null && Ids.TryRead(PaymentsIds.Transaction, value.ToString(), out var id):
                    after = id;
                    break;
                case "limit" when limit is null && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= TransactionQuery.LimitMax:
                    limit = number;
                    break;
                default:
                    return null;
            }
        }

        return (payer, after, limit ?? TransactionQuery.LimitDefault);
    }

    private sealed record ShortWay(string Permission);
}
