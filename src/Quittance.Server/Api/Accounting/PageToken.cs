using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Quittance.Domain;
using Quittance.Server.Storage;

namespace Quittance.Server.Api.Accounting;

/// <summary>A <c>pagination_token</c>: the initial query, and the row where the page begins. It opens nothing that its query would not.</summary>
/// <remarks>With it, all other parameters but <c>limit</c> are those of the initial query, whatever the request says.</remarks>
/// <param name="Path">The list that it is of.</param>
/// <param name="Query">The initial query, beginning with <c>?</c> or empty.</param>
internal sealed record PageToken(string Path, string Query, bool IsBackward, string? Text, DateTimeOffset? Time, Guid Id)
{
    public const string Parameter = "pagination_token";

    private const int LengthMax = 8000;

    private const string LimitParameter = "limit";

    /// <summary>Puts the initial query in the place of the request's own.</summary>
    public static void Restore(HttpRequest request)
    {
        var text = request.Query[Parameter].ToString();
        if (!HttpMethods.IsGet(request.Method) || text.Length == 0)
        {
            return;
        }

        if (!TryParse(text, out var token) || token.Path != request.Path)
        {
            throw Unreadable();
        }

        var limit = request.Query[LimitParameter];
        var query = new QueryString(token.Query);
        if (limit.Count > 0)
        {
            query = QueryString.Create(new QueryCollection(QueryHelpers.ParseQuery(token.Query)).Where(pair => pair.Key != LimitParameter))
                .Add(LimitParameter, limit.ToString());
        }

        request.QueryString = query.Add(Parameter, text);
    }

    /// <summary>Which page a request wants.</summary>
    /// <param name="sorts">By what the list can be ordered; the first is the default. Those that end in <c>_at</c> are times.</param>
    public static TokenPage Read(Check check, int? limit, string? order, string? sort, string? token, int limitMax, params IReadOnlyList<string> sorts)
    {
        check.Between($"query.{LimitParameter}", limit, 1, limitMax);
        if (order is not (null or "asc" or "desc"))
        {
            check.Fault("query.order", "order must be one of asc, desc");
        }

        if (sort is not null && !sorts.Contains(sort))
        {
            check.Fault("query.sort", $"sort must be one of {string.Join(", ", sorts)}");
        }

        var by = sort ?? sorts[0];
        var place = string.IsNullOrEmpty(token) ? null : TryParse(token, out var read) && read.Fits(by) ? read : throw Unreadable();
        return new TokenPage(by, order == "desc", limit ?? limitMax, place is null ? null : new TokenPlace(place.Text, place.Time, place.Id), place?.IsBackward == true);
    }

    /// <summary>The token of the page that begins beyond <paramref name="place"/>.</summary>
    public static string Of(HttpRequest request, TokenPlace place, bool isBackward)
    {
        var query = QueryString.Create(request.Query.Where(pair => pair.Key != Parameter));
        var token = new PageToken(request.Path.Value!, query.Value ?? "", isBackward, place.Text, place.Time, place.Id);
        return Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(token));
    }

    private static RefusedException Unreadable() =>
        new(Refusal.InvalidInput, "Validation failed.", new FieldFault($"query.{Parameter}", $"{Parameter} must be one that this list gave"));

    private bool Fits(string sort) => sort.EndsWith("_at", StringComparison.Ordinal) ? Time is { Offset.Ticks: 0 } && Text is null : Text is not null && Time is null;

    private static bool TryParse(string text, [NotNullWhen(true)] out PageToken? token)
    {
        token = null;
        if (text.Length > LengthMax || !Base64Url.IsValid(text))
        {
            return false;
        }

        try
        {
            token = JsonSerializer.Deserialize<PageToken>(Base64Url.DecodeFromChars(text));
        }
        catch (JsonException)
        {
            return false;
        }

        return token is { Path: not null, Query: "" or ['?', ..] } && token.Text?.Contains('\0', StringComparison.Ordinal) != true && !token.Query.Contains("%00", StringComparison.Ordinal);
    }
}
