using System.Reflection;
using Quittance.Domain.Businesses;

namespace Quittance.Server.Api.Accounting;

/// <summary>The business that a request is about, where it may be about all that the caller sees: the published clients leave the header out there.</summary>
internal sealed record OptionalEntity(BusinessId? Id)
{
    /// <summary>Binds from the request.</summary>
    public static async ValueTask<OptionalEntity?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        context.Request.Headers.ContainsKey(Entity.Header) ? new OptionalEntity((await Entity.BindAsync(context, parameter))?.Id) : new OptionalEntity(Id: null);
}
