using System.Reflection;
using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Server.Security;

namespace Quittance.Server.Api.Accounting;

/// <summary>The business that a request is about: the header <c>x-monite-entity-id</c>, else the only one that the token is limited to.</summary>
/// <remarks>Whether the caller sees it is asked where it is read: one that they do not see answers as one that does not exist.</remarks>
internal sealed record Entity(BusinessId Id)
{
    public const string Header = "x-monite-entity-id";

    /// <summary>Binds from the request.</summary>
    public static ValueTask<Entity?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var text = context.Request.Headers[Header].ToString();
        if (text.Length > 0)
        {
            return Guid.TryParse(text, out var id) ? Of(id) : throw Refused("value is not a valid uuid");
        }

        // The published React client leaves the header out on some operations; its token names the entity.
        return Caller.Of(context)?.Businesses is [var only] ? Of(only) : throw Refused("field required");
    }

    private static ValueTask<Entity?> Of(Guid id) => ValueTask.FromResult<Entity?>(new Entity(new BusinessId(id)));

    private static RefusedException Refused(string message) => new(Refusal.InvalidInput, "Validation failed.", new FieldFault($"header.{Header}", message));
}
